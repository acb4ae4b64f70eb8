include(CMakePackageConfigHelpers)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/sfumato)

install(DIRECTORY include/sfumato DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(TARGETS sfumato EXPORT sfumato)
install(EXPORT sfumato NAMESPACE sfumato:: FILE sfumato-targets.cmake DESTINATION ${package_dir})
if(TARGET sfumato_io)
  # An export of its own: it is loaded only where its dependencies are found.
  install(TARGETS sfumato_io EXPORT sfumato_io)
  install(EXPORT sfumato_io NAMESPACE sfumato:: FILE sfumato-io-targets.cmake DESTINATION ${package_dir})
endif()

configure_package_config_file(cmake/sfumato-config.cmake.in sfumato-config.cmake INSTALL_DESTINATION ${package_dir})
# Before 1.0 a minor version may change the interface.
write_basic_package_version_file(sfumato-config-version.cmake COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/sfumato-config.cmake ${CMAKE_CURRENT_BINARY_DIR}/sfumato-config-version.cmake
              cmake/sfumato-cuda.cmake
        DESTINATION ${package_dir})
