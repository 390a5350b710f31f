find_package(PkgConfig REQUIRED)
pkg_check_modules(JANSSON REQUIRED IMPORTED_TARGET jansson>=2.14)
target_link_libraries(tn_format PUBLIC PkgConfig::JANSSON)
