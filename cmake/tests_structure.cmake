# tests/structure: shell scripts that look at the tree and at what was built. They need no Python.
foreach(script arrows tables files words format)
  add_test(NAME structure/${script} COMMAND sh ${CMAKE_SOURCE_DIR}/tests/structure/${script}.sh)
  set_tests_properties(structure/${script} PROPERTIES LABELS structure ENVIRONMENT TN_SOURCE_DIR=${CMAKE_SOURCE_DIR}
    SKIP_RETURN_CODE 77)
endforeach()
add_test(NAME structure/library COMMAND sh ${CMAKE_SOURCE_DIR}/tests/structure/library.sh
  ${CMAKE_BINARY_DIR} ${CMAKE_BUILD_TYPE} "${THINNET_SANITIZE}")
set_tests_properties(structure/library PROPERTIES LABELS structure ENVIRONMENT TN_SOURCE_DIR=${CMAKE_SOURCE_DIR})

# tests/headers: each public header by itself, as C and as C++.
find_program(CXX_COMPILER NAMES c++ g++ clang++)
add_test(NAME headers COMMAND sh ${CMAKE_SOURCE_DIR}/tests/headers/headers.sh ${CMAKE_C_COMPILER} "${CXX_COMPILER}")
set_tests_properties(headers PROPERTIES LABELS structure ENVIRONMENT TN_SOURCE_DIR=${CMAKE_SOURCE_DIR} SKIP_RETURN_CODE 77)

# tests/install: what `make install` gives can be found and used. Sanitized libraries are never installed.
if(NOT THINNET_SANITIZE)
  add_test(NAME install COMMAND sh ${CMAKE_SOURCE_DIR}/tests/install/install.sh ${CMAKE_BINARY_DIR} ${CMAKE_COMMAND})
  set_tests_properties(install PROPERTIES LABELS structure
    ENVIRONMENT "TN_SOURCE_DIR=${CMAKE_SOURCE_DIR};CC=${CMAKE_C_COMPILER};TN_VERSION=${PROJECT_VERSION}")
endif()

# tests/docs: what README.md and docs/guide/ tell readers to type.
if(NOT THINNET_SANITIZE)
  add_test(NAME docs COMMAND sh ${CMAKE_SOURCE_DIR}/tests/docs/commands.sh ${CMAKE_BINARY_DIR} ${CMAKE_C_COMPILER})
  set_tests_properties(docs PROPERTIES LABELS docs ENVIRONMENT TN_SOURCE_DIR=${CMAKE_SOURCE_DIR})
endif()
