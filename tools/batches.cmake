# aurax_batches(TARGET): compiles a target's own sources a batch at a time where AURAX_BATCH says how many (presets of
# sanitizers and fuzzers: they are built whole, and headers are most of what they cost). Call it in the target's folder.
find_program(AURAX_PYTHON3 python3 PATHS /usr/bin NO_DEFAULT_PATH REQUIRED)

function(aurax_batches target)
  if(AURAX_BATCH LESS 2)
    return()
  endif()
  get_target_property(sources ${target} SOURCES)
  execute_process(COMMAND ${AURAX_PYTHON3} -B ${PROJECT_SOURCE_DIR}/tools/batches.py ${AURAX_BATCH} ${sources}
    WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR} OUTPUT_VARIABLE lines COMMAND_ERROR_IS_FATAL ANY)
  string(STRIP "${lines}" lines)
  string(REPLACE "\n" ";" lines "${lines}")
  foreach(line IN LISTS lines)
    string(REGEX MATCH "^([0-9]+) (.*)$" line "${line}")
    set_source_files_properties(${CMAKE_MATCH_2} PROPERTIES UNITY_GROUP ${target}_${CMAKE_MATCH_1})
  endforeach()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
  # An edit may make two sources of a batch clash.
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${sources})
endfunction()
