# The digits become two arrays inside the library.
foreach(part images labels)
  set(input ${CMAKE_SOURCE_DIR}/data/digits/digits-${part}-idx${part}-ubyte)
  string(REPLACE "idximages" "idx3" input ${input})
  string(REPLACE "idxlabels" "idx1" input ${input})
  set(output ${CMAKE_BINARY_DIR}/generated/digits_${part}.c)
  add_custom_command(OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -DINPUT=${input} -DOUTPUT=${output} -DNAME=tn__digits_${part} -P ${CMAKE_SOURCE_DIR}/cmake/embed.cmake
    DEPENDS ${input} ${CMAKE_SOURCE_DIR}/cmake/embed.cmake)
  target_sources(tn_train PRIVATE ${output})
endforeach()
