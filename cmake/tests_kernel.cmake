# What tests of kernels share.
add_library(kernel_checks STATIC ${CMAKE_SOURCE_DIR}/tests/kernel/checks.c)
target_link_libraries(kernel_checks PUBLIC tn_kernel)
# tests/kernel/harness.c: every kernel and provider against the plain one.
file(GLOB checks CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/kernel/check_*.c)
add_executable(harness ${CMAKE_SOURCE_DIR}/tests/kernel/harness.c ${checks})
target_link_libraries(harness PRIVATE kernel_checks)
add_test(NAME kernel/harness COMMAND harness)
set_tests_properties(kernel/harness PROPERTIES LABELS kernel)
# tests/kernel/contracts.c: every row of kernels.def at its edges.
add_executable(contracts ${CMAKE_SOURCE_DIR}/tests/kernel/contracts.c)
target_link_libraries(contracts PRIVATE kernel_checks)
add_test(NAME kernel/contracts COMMAND contracts)
set_tests_properties(kernel/contracts PROPERTIES LABELS kernel)
