"""A TCP proxy that breaks what passes through it: delay, jitter, throttle, stall, loss, reset,
half-close, refusal. Everything can be switched while connections are open.

    with FaultProxy(master_port) as proxy:
        ... connect to 127.0.0.1, proxy.port ...
        proxy.down.stall()      # what the server says no longer arrives
        proxy.down.flow()
        proxy.reset()

`up` carries what the client says, `down` what the server says. All methods may be called from any
thread; they return when the fault is in force.
"""
import asyncio
import contextlib
import random
import socket
import struct
import threading

CHUNK = 16 * 1024
MOST_CHUNKS = 32  # held in each direction of a connection; then the sender is not read on
RESET_LINGER = struct.pack("ii", 1, 0)
SEED = 1


class Direction:
    """One way through all connections of a proxy. The plain attributes may be set at any time:
    delay and jitter in seconds, rate in bytes a second (0: unlimited)."""

    def __init__(self, loop):
        self.delay = 0.0
        self.jitter = 0.0
        self.rate = 0
        self.passed = 0     # bytes handed on
        self.dropped = 0    # bytes swallowed
        self._loop = loop
        self._random = random.Random(SEED)
        self._left = None   # bytes that still pass; None: no end
        self._open = asyncio.Event()
        self._open.set()

    def stall(self):
        """Nothing arrives; it is kept, as far as there is room, and arrives after flow()."""
        run_in(self._loop, self._open.clear)

    def flow(self):
        """Ends a stall and a drop."""
        def begin():
            self._left = None
            self._open.set()
        run_in(self._loop, begin)

    def drop_after(self, n=0):
        """The next n bytes pass; everything after them vanishes, as if it had arrived."""
        def begin():
            self._left = n
        run_in(self._loop, begin)

    def due(self, earlier):
        """When something read now is to be handed on; never overtakes what was read before."""
        late = self.delay + self._random.uniform(0, self.jitter)
        return max(earlier, self._loop.time() + late)

    async def admit(self, chunk):
        """Waits as the faults demand; what of the chunk arrives."""
        await self._open.wait()
        if self.rate and chunk:
            await asyncio.sleep(len(chunk) / self.rate)
            await self._open.wait()
        if self._left is not None:
            arriving = chunk[:self._left]
            self._left -= len(arriving)
            self.dropped += len(chunk) - len(arriving)
            chunk = arriving
        self.passed += len(chunk)
        return chunk


class Side:
    """One of the two sockets of a connection."""

    def __init__(self, reader, writer):
        self.reader, self.writer = reader, writer
        self.closed_for_writing = False

    def reset(self):
        raw = self.writer.get_extra_info("socket")
        with contextlib.suppress(OSError):
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_LINGER)
        self.writer.transport.abort()

    def half_close(self):
        if not self.closed_for_writing:
            self.closed_for_writing = True
            with contextlib.suppress(OSError):
                self.writer.write_eof()


END = object()    # the sender closed its side
BREAK = object()  # the sender reset the connection


async def read_into(queue, side, direction):
    due = 0.0
    while True:
        try:
            chunk = await side.reader.read(CHUNK) or END
        except OSError:
            chunk = BREAK
        due = direction.due(due)
        await queue.put((due, chunk))
        if chunk is END or chunk is BREAK:
            return


async def write_from(queue, side, direction, loop):
    while True:
        due, chunk = await queue.get()
        await asyncio.sleep(max(0.0, due - loop.time()))
        if chunk is END or chunk is BREAK:
            await direction.admit(b"")
            side.half_close() if chunk is END else side.reset()
            return
        chunk = await direction.admit(chunk)
        if chunk and not side.closed_for_writing:
            try:
                side.writer.write(chunk)
                await side.writer.drain()
            except OSError:
                return


class Connection:
    """Both directions of one connection."""

    def __init__(self, client, server, proxy):
        self.client, self.server, self.proxy = client, server, proxy
        self.pumps = []

    async def run(self):
        loop = asyncio.get_running_loop()
        pumps = self.pumps
        for origin, target, direction in ((self.client, self.server, self.proxy.up),
                                          (self.server, self.client, self.proxy.down)):
            queue = asyncio.Queue(MOST_CHUNKS)
            pumps.append(asyncio.ensure_future(read_into(queue, origin, direction)))
            pumps.append(asyncio.ensure_future(write_from(queue, target, direction, loop)))
        try:
            # Both directions' writers have seen an end; readers may still wait for room.
            await asyncio.gather(pumps[1], pumps[3])
        except asyncio.CancelledError:
            pass
        finally:
            for pump in pumps:
                pump.cancel()
            self.client.writer.close()
            self.server.writer.close()

    def reset(self):
        """What is under way is lost."""
        for pump in self.pumps:
            pump.cancel()
        self.client.reset()
        self.server.reset()


class FaultProxy:
    """Listens on 127.0.0.1 at `port` (0: any that is free) and connects to the target."""

    def __init__(self, target_port, target_host="127.0.0.1", port=0):
        self.target = (target_host, target_port)
        self.port = port
        self.accepted = 0
        self._connections = set()
        self._server = None
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self.up, self.down = Direction(self._loop), Direction(self._loop)
        self.accept()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def stall(self):
        """Both ways, and for new connections too."""
        self.up.stall()
        self.down.stall()

    def flow(self):
        self.up.flow()
        self.down.flow()

    def reset(self):
        """Both ends of every connection see "connection reset by peer"."""
        run_in(self._loop, lambda: [c.reset() for c in list(self._connections)])

    def half_close(self, direction):
        """Ends one way of every connection (`up` or `down`); the other goes on."""
        def end():
            for connection in self._connections:
                (connection.server if direction is self.up else connection.client).half_close()
        run_in(self._loop, end)

    def refuse(self):
        """New connections are refused, as if nobody listened; old ones go on."""
        async def stop():
            if self._server:
                self._server.close()
                self._server = None
        self._await(stop())

    def accept(self):
        async def start():
            if self._server is None:
                self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port,
                                                          reuse_address=True)
                self.port = self._server.sockets[0].getsockname()[1]
        self._await(start())

    def open_connections(self):
        return len(self._connections)

    def close(self):
        self.refuse()
        self.reset()

        async def cancel_all():
            tasks = asyncio.all_tasks() - {asyncio.current_task()}
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        self._await(cancel_all())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    async def _serve(self, reader, writer):
        self.accepted += 1
        client = Side(reader, writer)
        try:
            server = Side(*await asyncio.open_connection(*self.target))
        except OSError:
            client.reset()
            return
        connection = Connection(client, server, self)
        self._connections.add(connection)
        try:
            await connection.run()
        finally:
            self._connections.discard(connection)

    def _await(self, coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(10)


def run_in(loop, function):
    """Runs function() in the loop's thread and waits for it."""
    async def call():
        function()
    asyncio.run_coroutine_threadsafe(call(), loop).result(10)
