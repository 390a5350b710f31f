# tests/kernel/harness.c: every kernel and provider against the plain one; `harness --bench` times the masks.
add_executable(harness ${CMAKE_SOURCE_DIR}/tests/kernel/harness.c)
target_link_libraries(harness PRIVATE tn_kernel)
add_test(NAME kernel/harness COMMAND harness)
set_tests_properties(kernel/harness PROPERTIES LABELS kernel)
