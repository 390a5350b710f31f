# errno and floating-point traps are not used here, and saying so lets loops with square roots and conditions vectorise; results
# do not change.
target_compile_options(tn_kernel PRIVATE -fno-math-errno -fno-trapping-math)
