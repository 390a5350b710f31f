# tests/cli/<area>/<name>.sh: the program from outside, each in a scratch folder of its own; and what of it is arithmetic.
if(TARGET thinnet)
  file(GLOB cli_tests CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/cli/*/*.sh)
  foreach(script ${cli_tests})
    file(RELATIVE_PATH name ${CMAKE_SOURCE_DIR}/tests ${script})
    string(REGEX REPLACE "\\.sh$" "" name ${name})
    add_test(NAME ${name} COMMAND sh ${script})
    set_tests_properties(${name} PROPERTIES LABELS cli TIMEOUT 120
      ENVIRONMENT "THINNET=$<TARGET_FILE:thinnet>;TN_SOURCE_DIR=${CMAKE_SOURCE_DIR}")
  endforeach()
  if(CMOCKA_FOUND)
    add_executable(test_cli ${CMAKE_SOURCE_DIR}/tests/cli/test_cli.c ${CMAKE_SOURCE_DIR}/src/cli/t_interval.c
      ${CMAKE_SOURCE_DIR}/src/cli/suggest.c ${CMAKE_SOURCE_DIR}/src/cli/json_line.c ${CMAKE_SOURCE_DIR}/src/cli/comparison.c)
    target_include_directories(test_cli PRIVATE ${CMAKE_SOURCE_DIR}/src ${CMAKE_SOURCE_DIR}/include)
    target_link_libraries(test_cli PRIVATE PkgConfig::CMOCKA thinnet_static m)
    add_test(NAME cli/test_cli COMMAND test_cli)
    set_tests_properties(cli/test_cli PROPERTIES LABELS "cli;unit")
  endif()
endif()
