# examples/*.c, built as their readers would: public headers and the shared library only. Each is run.
file(GLOB examples CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/examples/*.c)
foreach(source ${examples})
  get_filename_component(name ${source} NAME_WE)
  add_executable(example_${name} ${source})
  target_link_libraries(example_${name} PRIVATE thinnet::thinnet m)
  set_target_properties(example_${name} PROPERTIES OUTPUT_NAME ${name} RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/examples)
  # From the sources, where the examples find examples/models/.
  add_test(NAME examples/${name} COMMAND example_${name} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  set_tests_properties(examples/${name} PROPERTIES LABELS examples)
endforeach()
# What they print shows that they did their work: the last line of each.
set_tests_properties(examples/train_digits PROPERTIES PASS_REGULAR_EXPRESSION "400 test digits: 9[0-9]\\.[0-9] % right")
set_tests_properties(examples/mc_dropout PROPERTIES PASS_REGULAR_EXPRESSION
  "100 passes over 400 digits\n.*most:  (9[0-9]|100)\\.[0-9] %\n.*half: .* [78][0-9]\\.[0-9] %")
# AlphaDropout's and plain dropout's moments behind 16 layers
set_tests_properties(examples/deep_selu PROPERTIES PASS_REGULAR_EXPRESSION "\n16 +-?0\\.0[0-2][0-9] +(0\\.9|1\\.0)[0-9]+ +0\\.0[0-9]+ +1\\.[4-7]")
set_tests_properties(examples/dropout_arrays PROPERTIES PASS_REGULAR_EXPRESSION
  "gradient has the same mask\nhalf a batch has the same mask\nevaluation is the identity")
