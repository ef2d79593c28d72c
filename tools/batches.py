"""Groups C++ sources into batches that compile as one translation unit each.

Most of what a source costs a compiler is its headers; a batch pays for them once. Two sources that
declare the same name for themselves (in an anonymous namespace, as a macro) never share
a batch, so no source is written differently for it. A declaration is known by its place: clang-format
puts nothing else of a namespace's own at the start of a line.

Used by CMake (tools/batches.cmake) as `batches.py SIZE SOURCE...`, which prints "BATCH SOURCE" lines, and by
tidy.py.
"""
import pathlib
import re
import sys

# What starts a line and declares nothing, or something of a name that says whose it is.
NOT_OWN = re.compile(r"\s|//|[})]|namespace\b|public:|private:|#(?!define)|$")
USING = re.compile(r"using (?:[\w:]*::)?(\w+)(?: = .*)?;")
TYPE = re.compile(r"(?:struct|class|enum class|enum|#define) (\w+)")
TEST = re.compile(r"(?:TYPED_)?TEST(?:_F|_P)?\((\w+), (\w+)\)")
# The word before the first bracket, initialiser or end: of a function, a constant, a variable.
VALUE = re.compile(r"[^({=;]*?(?<![:\w])(~?\w+)(?:\[\w*\])*\s*(?:[({;]|= )")


def own_names(text):
    """Name -> the line, if the same line may stand in two sources; else None."""
    names = {}
    for line in text.splitlines():
        if NOT_OWN.match(line):
            continue
        line = re.sub(r"^template <.*?> ?", "", line)
        if test := TEST.match(line):
            names["_".join(test.groups())] = None
        elif using := USING.match(line):
            names[using[1]] = line
        elif found := TYPE.match(line) or VALUE.match(line):
            names[found[1]] = None
    return names


def clash(some, others):
    return any(name in others and (line is None or others[name] != line)
               for name, line in some.items())


def batches(sources, size):
    """Lists of at most `size` sources; each goes into the first that has room for it."""
    groups = []  # (sources, names)
    for source in sources:
        names = own_names(pathlib.Path(source).read_text(encoding="utf-8"))
        for group, taken in groups:
            if len(group) < size and not clash(names, taken):
                group.append(source)
                taken.update(names)
                break
        else:
            groups.append(([source], names))
    return [group for group, _ in groups]


def main():
    size, *sources = sys.argv[1:]
    for number, batch in enumerate(batches(sources, int(size))):
        for source in batch:
            print(number, source)


if __name__ == "__main__":
    main()
