# The benchmark's program; `make bench` runs it, no test does.
add_executable(bench_step ${CMAKE_SOURCE_DIR}/bench/step.c)
target_link_libraries(bench_step PRIVATE tn_source tn_train)
