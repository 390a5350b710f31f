# The Python reader's needs: tree-sitter (Debian: libtree-sitter-dev >= 0.20.7, whose .pc file says 0.6.3) and its
# Python grammar and that of TOML, compiled from generated C that is fetched once and never becomes part of the repository.
find_package(PkgConfig REQUIRED)
pkg_check_modules(TREE_SITTER IMPORTED_TARGET tree-sitter)
if(NOT TREE_SITTER_FOUND)
  message(FATAL_ERROR "tree-sitter is missing: apt-get install libtree-sitter-dev")
endif()

set(THINNET_GRAMMAR_DIR "" CACHE PATH "Folder with tree-sitter-python 0.23.6 and tree-sitter-toml 0.7.0: parser.c, scanner.c, toml_parser.c, toml_scanner.c, tree_sitter/*.h; empty: fetched")
set(grammar "${THINNET_GRAMMAR_DIR}")
if(NOT grammar)
  include(${CMAKE_SOURCE_DIR}/tools/fetch_grammar.cmake)
  set(grammar "${CMAKE_BINARY_DIR}/grammar")
  fetch_grammar("${grammar}")
endif()
foreach(file parser.c scanner.c toml_parser.c toml_scanner.c tree_sitter/parser.h tree_sitter/alloc.h tree_sitter/array.h
        tree_sitter/ts_assert.h)
  if(NOT EXISTS "${grammar}/${file}")
    message(FATAL_ERROR "THINNET_GRAMMAR_DIR=${grammar} lacks ${file}")
  endif()
endforeach()

add_library(tn_grammar STATIC "${grammar}/parser.c" "${grammar}/scanner.c" "${grammar}/toml_parser.c" "${grammar}/toml_scanner.c")
target_include_directories(tn_grammar PRIVATE "${grammar}")
# Generated code: its warnings are not ours, and its big tables gain nothing from -O2.
target_compile_options(tn_grammar PRIVATE -w -O1)
target_link_libraries(tn_python PRIVATE tn_grammar PkgConfig::TREE_SITTER)
