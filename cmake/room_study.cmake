# The frame of report.html becomes a text inside the library.
set(report_frame ${CMAKE_SOURCE_DIR}/src/study/report_frame.html)
set(report_frame_c ${CMAKE_BINARY_DIR}/generated/report_frame.c)
add_custom_command(OUTPUT ${report_frame_c}
  COMMAND ${CMAKE_COMMAND} -DINPUT=${report_frame} -DOUTPUT=${report_frame_c} -DNAME=tn__report_frame -P ${CMAKE_SOURCE_DIR}/cmake/embed.cmake
  DEPENDS ${report_frame} ${CMAKE_SOURCE_DIR}/cmake/embed.cmake)
target_sources(tn_study PRIVATE ${report_frame_c})
# Stores of studies are merged into SQLite.
find_package(PkgConfig REQUIRED)
pkg_check_modules(SQLITE REQUIRED IMPORTED_TARGET sqlite3>=3.34)
target_link_libraries(tn_study PUBLIC PkgConfig::SQLITE)
