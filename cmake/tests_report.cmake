# tests/report: report.html as an HTML parser sees it.
if(TARGET tn_study)
  add_executable(made_report ${CMAKE_SOURCE_DIR}/tests/report/made_report.c)
  target_link_libraries(made_report PRIVATE tn_study)
  add_test(NAME report/pages COMMAND ${CMAKE_SOURCE_DIR}/tests/report/pages.sh $<TARGET_FILE:made_report>)
  set_tests_properties(report/pages PROPERTIES LABELS report SKIP_RETURN_CODE 77)
  # tests/report/patches.py: patches as git and PyTorch see them.
  add_executable(patch_model ${CMAKE_SOURCE_DIR}/tests/report/patch_model.c)
  target_link_libraries(patch_model PRIVATE tn_study)
endif()
