# The benchmark's programs; `make bench` runs them, no test does.
add_executable(bench_step ${CMAKE_SOURCE_DIR}/bench/step.c)
target_link_libraries(bench_step PRIVATE tn_source tn_train)
add_executable(bench_masks ${CMAKE_SOURCE_DIR}/bench/masks.c)
target_link_libraries(bench_masks PRIVATE tn_dropout)
add_executable(bench_mask_kernels ${CMAKE_SOURCE_DIR}/bench/mask_kernels.c)
target_link_libraries(bench_mask_kernels PRIVATE tn_kernel)
add_executable(bench_mask_stream ${CMAKE_SOURCE_DIR}/bench/mask_stream.c)
target_link_libraries(bench_mask_stream PRIVATE tn_kernel)
