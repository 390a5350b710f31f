# One object library a room, from every .c file in it, with the arrows of src/ROOMS.
# tn_<room> is a static archive for unit tests of that room and those above it.
find_package(Threads REQUIRED)
find_package(ZLIB REQUIRED)

set(THINNET_ROOMS "")
file(STRINGS ${CMAKE_SOURCE_DIR}/src/ROOMS rooms_lines REGEX "^[a-z]+:")
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/ROOMS)
foreach(line ${rooms_lines})
  string(REGEX MATCH "^([a-z]+):(.*)$" _ "${line}")
  set(room ${CMAKE_MATCH_1})
  separate_arguments(arrows UNIX_COMMAND "${CMAKE_MATCH_2}")
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${room}/*.c)
  if(room STREQUAL "cli" OR room STREQUAL "mpi" OR NOT sources) # the program, and a module (mpi.cmake)
    continue()
  endif()
  add_library(tn_${room} STATIC ${sources})
  target_include_directories(tn_${room} PUBLIC ${CMAKE_SOURCE_DIR}/src ${CMAKE_SOURCE_DIR}/include)
  foreach(arrow ${arrows})
    if(TARGET tn_${arrow})
      target_link_libraries(tn_${room} PUBLIC tn_${arrow})
    endif()
  endforeach()
  list(APPEND THINNET_ROOMS ${room})
endforeach()

# Variants for one instruction set are compiled with its flags; the dispatcher decides at run time.
file(GLOB avx2_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/kernel/x86/*_avx2.c)
file(GLOB avx512_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/kernel/x86/*_avx512.c)
file(GLOB neon_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/kernel/arm/*_neon.c)
set_source_files_properties(${neon_sources} PROPERTIES COMPILE_OPTIONS "-O3;-ffp-contract=off")
set_source_files_properties(${avx2_sources} PROPERTIES COMPILE_OPTIONS "-O3;-mavx2;-mfma;-mbmi2;-ffp-contract=off")
set_source_files_properties(${avx512_sources} PROPERTIES
  COMPILE_OPTIONS "-O3;-mavx512f;-mavx512bw;-mavx512dq;-mavx512vl;-mavx2;-mfma;-mbmi2;-mprefer-vector-width=512;-ffp-contract=off")

target_link_libraries(tn_base PUBLIC Threads::Threads m ${CMAKE_DL_LIBS})
if(TARGET tn_format)
  target_link_libraries(tn_format PUBLIC ZLIB::ZLIB)
endif()
foreach(extra ${THINNET_ROOMS})
  include(${CMAKE_SOURCE_DIR}/cmake/room_${extra}.cmake OPTIONAL) # what one room needs besides
endforeach()
