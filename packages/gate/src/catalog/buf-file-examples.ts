/** A change that each breaking rule of buf about a whole file finds, by rule; a test runs them. */
export const bufFileExamples: Readonly<Record<string, string>> = {
  FILE_SAME_SYNTAX: ['-syntax = "proto3";', '+syntax = "proto2";', " message Order {}"].join("\n"),
  FILE_SAME_PACKAGE: ["-package shop.v1;", "+package shop.store.v1;", " message Order {}"].join("\n"),
  FILE_SAME_CC_ENABLE_ARENAS: [
    "-option cc_enable_arenas = true;",
    "+option cc_enable_arenas = false;",
    " message Order {}",
  ].join("\n"),
  FILE_SAME_CC_GENERIC_SERVICES: [
    "-option cc_generic_services = false;",
    "+option cc_generic_services = true;",
    " message Order {}",
  ].join("\n"),
  FILE_SAME_CSHARP_NAMESPACE: [
    '-option csharp_namespace = "Shop.V1";',
    '+option csharp_namespace = "Store.V1";',
    " message Order {}",
  ].join("\n"),
  FILE_SAME_GO_PACKAGE: [
    '-option go_package = "example.com/shop";',
    '+option go_package = "example.com/store";',
    " message Order {}",
  ].join("\n"),
  FILE_SAME_JAVA_GENERIC_SERVICES: [
    "-option java_generic_services = false;",
    "+option java_generic_services = true;",
    " message Order {}",
  ].join("\n"),
  FILE_SAME_JAVA_MULTIPLE_FILES: [
    "-option java_multiple_files = false;",
    "+option java_multiple_files = true;",
    " message Order {}",
  ].join("\n"),
  FILE_SAME_JAVA_OUTER_CLASSNAME: [
    '-option java_outer_classname = "ShopProto";',
    '+option java_outer_classname = "StoreProto";',
    " message Order {}",
  ].join("\n"),
  FILE_SAME_JAVA_PACKAGE: [
    '-option java_package = "com.example.shop";',
    '+option java_package = "com.example.store";',
    " message Order {}",
  ].join("\n"),
  FILE_SAME_OBJC_CLASS_PREFIX: [
    '-option objc_class_prefix = "SHP";',
    '+option objc_class_prefix = "STR";',
    " message Order {}",
  ].join("\n"),
  FILE_SAME_OPTIMIZE_FOR: [
    "-option optimize_for = SPEED;",
    "+option optimize_for = LITE_RUNTIME;",
    " message Order {}",
  ].join("\n"),
  FILE_SAME_PHP_CLASS_PREFIX: [
    '-option php_class_prefix = "Shop";',
    '+option php_class_prefix = "Store";',
    " message Order {}",
  ].join("\n"),
  FILE_SAME_PHP_METADATA_NAMESPACE: [
    '-option php_metadata_namespace = "Shop";',
    '+option php_metadata_namespace = "Store";',
    " message Order {}",
  ].join("\n"),
  FILE_SAME_PHP_NAMESPACE: [
    '-option php_namespace = "Shop";',
    '+option php_namespace = "Store";',
    " message Order {}",
  ].join("\n"),
  FILE_SAME_PY_GENERIC_SERVICES: [
    "-option py_generic_services = false;",
    "+option py_generic_services = true;",
    " message Order {}",
  ].join("\n"),
  FILE_SAME_RUBY_PACKAGE: [
    '-option ruby_package = "Shop";',
    '+option ruby_package = "Store";',
    " message Order {}",
  ].join("\n"),
  FILE_SAME_SWIFT_PREFIX: [
    '-option swift_prefix = "Shop";',
    '+option swift_prefix = "Store";',
    " message Order {}",
  ].join("\n"),
};
