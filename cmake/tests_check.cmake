# The rules' tests (tests/unit/check, fixtures in tests/check/<code>/) also answer to the label check.
if(TARGET test_rules AND TARGET test_render)
  set_tests_properties(unit/check/test_rules unit/check/test_render PROPERTIES LABELS "unit;check")
endif()
