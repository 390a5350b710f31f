# The rules' pages become texts inside the library; a rule without a page does not link.
file(GLOB rule_pages CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/docs/rules/TN*.md)
foreach(page ${rule_pages})
  get_filename_component(name ${page} NAME_WE)
  string(SUBSTRING ${name} 0 5 code)
  set(output ${CMAKE_BINARY_DIR}/generated/page_${code}.c)
  add_custom_command(OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -DINPUT=${page} -DOUTPUT=${output} -DNAME=tn__page_${code} -P ${CMAKE_SOURCE_DIR}/cmake/embed.cmake
    DEPENDS ${page} ${CMAKE_SOURCE_DIR}/cmake/embed.cmake)
  target_sources(tn_check PRIVATE ${output})
endforeach()
