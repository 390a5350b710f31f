# tests/parity/live_layers.py: every row of the layer table beside PyTorch (add_live_test is in tests_live.cmake).
add_executable(layers ${CMAKE_SOURCE_DIR}/tests/parity/layers.c)
target_link_libraries(layers PRIVATE tn_layer)
add_live_test(layers layers)
