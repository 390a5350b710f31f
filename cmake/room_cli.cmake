target_compile_definitions(thinnet PRIVATE THINNET_VERSION="${PROJECT_VERSION}")
