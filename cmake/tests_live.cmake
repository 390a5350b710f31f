# Drivers that parity tests run, and their comparison with live PyTorch (label live; exit 77: PyTorch is not there).
set(parity_python $ENV{THINNET_PYTHON})
if(NOT parity_python)
  set(parity_python python3)
endif()
foreach(driver curve logits)
  add_executable(${driver} ${CMAKE_SOURCE_DIR}/tests/parity/${driver}.c)
  target_link_libraries(${driver} PRIVATE tn_source tn_predict)
endforeach()
add_test(NAME live/curves COMMAND ${parity_python} ${CMAKE_SOURCE_DIR}/tests/parity/live_curves.py $<TARGET_FILE:curve>
         ${CMAKE_SOURCE_DIR}/../shared/data/mnist)
add_test(NAME live/weights COMMAND ${parity_python} ${CMAKE_SOURCE_DIR}/tests/parity/live_weights.py $<TARGET_FILE:logits>)
set_tests_properties(live/curves live/weights PROPERTIES LABELS live SKIP_RETURN_CODE 77 TIMEOUT 1200)
