# tests/kernel/harness.c: every kernel and provider against the plain one; `harness --bench` times the masks.
add_executable(harness ${CMAKE_SOURCE_DIR}/tests/kernel/harness.c)
target_link_libraries(harness PRIVATE tn_kernel)
add_test(NAME kernel/harness COMMAND harness)
set_tests_properties(kernel/harness PROPERTIES LABELS kernel)
# tests/kernel/contracts.c: every row of kernels.def at its edges.
add_executable(contracts ${CMAKE_SOURCE_DIR}/tests/kernel/contracts.c)
target_link_libraries(contracts PRIVATE tn_kernel)
add_test(NAME kernel/contracts COMMAND contracts)
set_tests_properties(kernel/contracts PROPERTIES LABELS kernel)
