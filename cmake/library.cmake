# libthinnet, static and shared, from the rooms' objects; the program; installation.
#
# The rooms' own archives are for unit tests. The library differs from them in one object: src/base/mem.c is compiled
# once more without TN_MEM_HOOKS, so that what users get has no counter and no failing allocation in it.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

add_library(tn_mem_plain OBJECT ${CMAKE_SOURCE_DIR}/src/base/mem.c)
target_include_directories(tn_mem_plain PRIVATE ${CMAKE_SOURCE_DIR}/src ${CMAKE_SOURCE_DIR}/include)
target_compile_options(tn_mem_plain PRIVATE -UTN_MEM_HOOKS)

set(library_objects $<TARGET_OBJECTS:tn_mem_plain>)
foreach(room ${THINNET_ROOMS})
  if(room STREQUAL "base")
    list(APPEND library_objects "$<FILTER:$<TARGET_OBJECTS:tn_base>,EXCLUDE,[/\\\\]mem\\.c\\.o$>")
  else()
    list(APPEND library_objects $<TARGET_OBJECTS:tn_${room}>)
  endif()
endforeach()
if(TARGET tn_grammar)
  list(APPEND library_objects $<TARGET_OBJECTS:tn_grammar>)
endif()
set(library_needs PkgConfig::JANSSON ZLIB::ZLIB Threads::Threads m ${CMAKE_DL_LIBS})
if(TARGET PkgConfig::SQLITE)
  list(APPEND library_needs PkgConfig::SQLITE)
endif()
if(TARGET PkgConfig::TREE_SITTER)
  list(APPEND library_needs PkgConfig::TREE_SITTER)
endif()

file(GLOB public_headers CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/include/thinnet/*.h)
set(stub ${CMAKE_BINARY_DIR}/library.c)
file(GENERATE OUTPUT ${stub} CONTENT "/* Targets need a source of their own. */\ntypedef int tn_library;\n")
foreach(type static shared)
  string(TOUPPER ${type} TYPE)
  add_library(thinnet_${type} ${TYPE} ${stub} ${library_objects})
  target_include_directories(thinnet_${type} PUBLIC
    $<BUILD_INTERFACE:${CMAKE_SOURCE_DIR}/include> $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
  set_target_properties(thinnet_${type} PROPERTIES OUTPUT_NAME thinnet)
  # Objects of another target carry no dependency on it.
  foreach(room ${THINNET_ROOMS})
    add_dependencies(thinnet_${type} tn_${room})
  endforeach()
  # Where it is installed, thinnetConfig.cmake and thinnet.pc name what a static link needs.
  target_link_libraries(thinnet_${type} PRIVATE $<BUILD_INTERFACE:${library_needs}>)
endforeach()
set_target_properties(thinnet_static PROPERTIES EXPORT_NAME thinnet-static)
# Before 1.0 every minor version may change the binary interface.
set_target_properties(thinnet_shared PROPERTIES EXPORT_NAME thinnet VERSION ${PROJECT_VERSION}
  SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR} LINK_DEPENDS ${CMAKE_SOURCE_DIR}/cmake/thinnet.map)
target_link_options(thinnet_shared PRIVATE -Wl,--version-script=${CMAKE_SOURCE_DIR}/cmake/thinnet.map)
if(NOT THINNET_SANITIZE)
  target_link_options(thinnet_shared PRIVATE -Wl,-z,defs)
endif()
add_library(thinnet::thinnet ALIAS thinnet_shared)
add_library(thinnet::thinnet-static ALIAS thinnet_static)

# The program sees the public headers and its own files; the archive makes it one file to start.
file(GLOB cli_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/cli/*.c)
if(cli_sources)
  add_executable(thinnet ${cli_sources})
  target_include_directories(thinnet PRIVATE ${CMAKE_SOURCE_DIR}/src ${CMAKE_SOURCE_DIR}/include)
  target_link_libraries(thinnet PRIVATE thinnet_static ${library_needs})
  target_compile_definitions(thinnet PRIVATE TN_MPI_MODULE="${CMAKE_INSTALL_FULL_LIBDIR}/thinnet/mpi.so")
  include(${CMAKE_SOURCE_DIR}/cmake/room_cli.cmake OPTIONAL)
  install(TARGETS thinnet RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()

install(TARGETS thinnet_shared EXPORT thinnetTargets LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(TARGETS thinnet_static EXPORT thinnetStaticTargets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(FILES ${public_headers} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/thinnet)
install(FILES ${CMAKE_SOURCE_DIR}/docs/thinnet.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${CMAKE_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})

set(config_folder ${CMAKE_INSTALL_LIBDIR}/cmake/thinnet)
install(EXPORT thinnetTargets NAMESPACE thinnet:: DESTINATION ${config_folder})
install(EXPORT thinnetStaticTargets NAMESPACE thinnet:: DESTINATION ${config_folder})
configure_package_config_file(${CMAKE_SOURCE_DIR}/cmake/thinnetConfig.cmake.in
  ${CMAKE_BINARY_DIR}/thinnetConfig.cmake INSTALL_DESTINATION ${config_folder})
write_basic_package_version_file(${CMAKE_BINARY_DIR}/thinnetConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_BINARY_DIR}/thinnetConfig.cmake ${CMAKE_BINARY_DIR}/thinnetConfigVersion.cmake
  DESTINATION ${config_folder})

# The folders may be given absolute; the .pc file then says them as they are.
foreach(folder INCLUDEDIR LIBDIR)
  if(IS_ABSOLUTE "${CMAKE_INSTALL_${folder}}")
    set(PC_${folder} "${CMAKE_INSTALL_${folder}}")
  else()
    set(PC_${folder} "\${prefix}/${CMAKE_INSTALL_${folder}}")
  endif()
endforeach()
configure_file(${CMAKE_SOURCE_DIR}/cmake/thinnet.pc.in ${CMAKE_BINARY_DIR}/thinnet.pc.in @ONLY)
# The prefix is known for certain only when installing (cmake --install --prefix).
install(CODE "
  file(READ \"${CMAKE_BINARY_DIR}/thinnet.pc.in\" text)
  string(REPLACE \"PREFIX_OF_INSTALLATION\" \"\${CMAKE_INSTALL_PREFIX}\" text \"\${text}\")
  file(WRITE \"${CMAKE_BINARY_DIR}/thinnet.pc\" \"\${text}\")")
install(FILES ${CMAKE_BINARY_DIR}/thinnet.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
