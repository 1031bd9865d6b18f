import { create, createFileRegistry, fromJson } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { expect, test } from "vitest";
import { redactedMessage } from "./redacted-message.ts";

const redact = { debugRedact: true };
const file = {
  name: "login.proto",
  package: "shop.v1",
  syntax: "proto3",
  messageType: [
    {
      name: "Login",
      field: [
        { name: "user", number: 1, type: "TYPE_STRING", label: "LABEL_OPTIONAL" },
        { name: "password", number: 2, type: "TYPE_STRING", label: "LABEL_OPTIONAL", options: redact },
        { name: "cards", number: 3, type: "TYPE_MESSAGE", typeName: ".shop.v1.Card", label: "LABEL_REPEATED" },
        {
          name: "secrets",
          number: 4,
          type: "TYPE_MESSAGE",
          typeName: ".shop.v1.Card",
          label: "LABEL_REPEATED",
          options: redact,
        },
        { name: "proof", number: 5, type: "TYPE_BYTES", label: "LABEL_OPTIONAL" },
        { name: "account", number: 6, type: "TYPE_INT64", label: "LABEL_OPTIONAL" },
        { name: "kind", number: 7, type: "TYPE_ENUM", typeName: ".shop.v1.Kind", label: "LABEL_OPTIONAL" },
      ],
    },
    {
      name: "Card",
      field: [
        { name: "bank", number: 1, type: "TYPE_STRING", label: "LABEL_OPTIONAL" },
        { name: "digits", number: 2, type: "TYPE_STRING", label: "LABEL_OPTIONAL", options: redact },
      ],
    },
  ],
  enumType: [
    {
      name: "Kind",
      value: [
        { name: "KIND_UNSPECIFIED", number: 0 },
        { name: "KIND_WEB", number: 1 },
      ],
    },
  ],
};

const registry = createFileRegistry(fromJson(FileDescriptorSetSchema, { file: [file] }));
const schema = registry.getMessage("shop.v1.Login") ?? expect.unreachable("the message is in the file");

test("fields marked debug_redact show only that they are set, at any depth", () => {
  const login = fromJson(
    schema,
    {
      user: "ann",
      password: "hunter2",
      cards: [{ bank: "first", digits: "4711" }, { bank: "second" }],
      secrets: [{ bank: "third" }],
      proof: "aHVudGVyMg==",
      account: "12345678901234567890".slice(0, 18),
      kind: "KIND_WEB",
    },
    { registry },
  );
  expect(redactedMessage(schema, login)).toEqual({
    user: "ann",
    password: "[redacted]",
    cards: [{ bank: "first", digits: "[redacted]" }, { bank: "second" }],
    secrets: "[redacted]",
    proof: "[7 bytes]",
    account: "123456789012345678",
    kind: "KIND_WEB",
  });
});

test("what is not set is not shown, not even where it would be redacted", () => {
  expect(redactedMessage(schema, create(schema))).toEqual({});
});
