# The loss curves' driver, and its comparison with live PyTorch (label live; exit 77: PyTorch is not there).
add_executable(curve ${CMAKE_SOURCE_DIR}/tests/parity/curve.c)
target_link_libraries(curve PRIVATE tn_source tn_train)
set(parity_python $ENV{THINNET_PYTHON})
if(NOT parity_python)
  set(parity_python python3)
endif()
add_test(NAME live/curves COMMAND ${parity_python} ${CMAKE_SOURCE_DIR}/tests/parity/live_curves.py $<TARGET_FILE:curve>
         ${CMAKE_SOURCE_DIR}/../shared/data/mnist)
set_tests_properties(live/curves PROPERTIES LABELS live SKIP_RETURN_CODE 77 TIMEOUT 1200)
