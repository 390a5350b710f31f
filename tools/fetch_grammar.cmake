# tree-sitter's grammars of Python and TOML, as C files in THINNET_GRAMMAR_DIR's layout:
#   parser.c scanner.c               from the sdist tree-sitter-python 0.23.6 (grammar ABI 14)
#   toml_parser.c toml_scanner.c     from the sdist tree-sitter-toml 0.7.0 (the same ABI), for pyproject.toml
#   tree_sitter/{parser,alloc,array,ts_assert}.h  from the sdist tree-sitter 0.23.2
# fetch_grammar(OUT) fills the folder OUT. The three sdists come through pip (python3-pip and
# python3-setuptools), are kept in a cache folder outside the build, and count only with the right SHA-256.

set(grammar_sdists
  "tree-sitter-python==0.23.6;tree_sitter_python-0.23.6.tar.gz;354bfa0a2f9217431764a631516f85173e9711af2c13dbd796a8815acfe505d9"
  "tree-sitter-toml==0.7.0;tree_sitter_toml-0.7.0.tar.gz;29e257612fa8f0c1fcbc4e7e08ddc561169f1725265302e64d81086354144a70"
  "tree-sitter==0.23.2;tree-sitter-0.23.2.tar.gz;66bae8dd47f1fed7bdef816115146d3a41c39b5c482d7bad36d9ba1def088450")

function(grammar_cache_folder out)
  if(DEFINED ENV{XDG_CACHE_HOME} AND NOT "$ENV{XDG_CACHE_HOME}" STREQUAL "")
    set(base "$ENV{XDG_CACHE_HOME}")
  elseif(DEFINED ENV{HOME} AND NOT "$ENV{HOME}" STREQUAL "")
    set(base "$ENV{HOME}/.cache")
  else()
    set(base "${CMAKE_BINARY_DIR}")
  endif()
  file(MAKE_DIRECTORY "${base}/thinnet")
  if(NOT IS_DIRECTORY "${base}/thinnet")
    set(base "${CMAKE_BINARY_DIR}")
    file(MAKE_DIRECTORY "${base}/thinnet")
  endif()
  set(${out} "${base}/thinnet" PARENT_SCOPE)
endfunction()

function(grammar_hash_fits path sha256 out)
  set(${out} FALSE PARENT_SCOPE)
  if(EXISTS "${path}")
    file(SHA256 "${path}" found)
    if(found STREQUAL sha256)
      set(${out} TRUE PARENT_SCOPE)
    endif()
  endif()
endfunction()

# pip prepares a sdist's metadata even when it only downloads it: hence setuptools, and no isolated build environment, which
# would download more.
function(grammar_download requirement file sha256 cache log_out)
  set(log "")
  foreach(python python3 /usr/bin/python3)
    set(temporary "${CMAKE_BINARY_DIR}/grammar-download")
    file(REMOVE_RECURSE "${temporary}")
    execute_process(
      COMMAND ${python} -m pip download --quiet --disable-pip-version-check --no-deps --no-binary :all:
              --no-build-isolation --dest "${temporary}" "${requirement}"
      RESULT_VARIABLE result OUTPUT_VARIABLE text ERROR_VARIABLE text)
    grammar_hash_fits("${temporary}/${file}" ${sha256} fits)
    if(result EQUAL 0 AND fits)
      file(COPY "${temporary}/${file}" DESTINATION "${cache}")
      file(REMOVE_RECURSE "${temporary}")
      set(${log_out} "" PARENT_SCOPE)
      return()
    endif()
    if(result EQUAL 0)
      set(text "what pip brought has not the SHA-256 ${sha256}")
    endif()
    string(APPEND log "  ${python} -m pip: ${text}\n")
  endforeach()
  file(REMOVE_RECURSE "${temporary}")
  set(${log_out} "${log}" PARENT_SCOPE)
endfunction()

function(fetch_grammar out)
  set(stamp "${out}/complete-0.23.6-0.7.0")
  if(EXISTS "${stamp}")
    return()
  endif()
  grammar_cache_folder(cache)
  set(unpacked "${CMAKE_BINARY_DIR}/grammar-unpacked")
  file(REMOVE_RECURSE "${unpacked}")
  foreach(sdist ${grammar_sdists})
    list(APPEND fields "${sdist}")
  endforeach()
  while(fields)
    list(POP_FRONT fields requirement file sha256)
    grammar_hash_fits("${cache}/${file}" ${sha256} fits)
    if(NOT fits)
      message(STATUS "Fetching ${requirement} (source of a grammar)")
      grammar_download(${requirement} ${file} ${sha256} "${cache}" log)
      if(log)
        message(FATAL_ERROR
          "A grammar is missing: ${requirement} could not be fetched.\n${log}"
          "It needs a network connection, python3, python3-pip and python3-setuptools. Without a network, either\n"
          "  - put the source distribution ${file} (SHA-256 ${sha256}) into ${cache}, or\n"
          "  - give a folder with {,toml_}{parser,scanner}.c and tree_sitter/{parser,alloc,array,ts_assert}.h:\n"
          "    cmake -DTHINNET_GRAMMAR_DIR=FOLDER ...")
      endif()
    endif()
    file(ARCHIVE_EXTRACT INPUT "${cache}/${file}" DESTINATION "${unpacked}")
  endwhile()
  set(grammar "${unpacked}/tree_sitter_python-0.23.6/src")
  set(core "${unpacked}/tree-sitter-0.23.2/tree_sitter/core/lib/src")
  file(COPY "${grammar}/parser.c" "${grammar}/scanner.c" DESTINATION "${out}")
  configure_file("${unpacked}/tree_sitter_toml-0.7.0/src/parser.c" "${out}/toml_parser.c" COPYONLY)
  configure_file("${unpacked}/tree_sitter_toml-0.7.0/src/scanner.c" "${out}/toml_scanner.c" COPYONLY)
  file(COPY "${core}/parser.h" "${core}/alloc.h" "${core}/array.h" "${core}/ts_assert.h"
       DESTINATION "${out}/tree_sitter")
  file(REMOVE_RECURSE "${unpacked}")
  file(WRITE "${stamp}" "")
endfunction()
