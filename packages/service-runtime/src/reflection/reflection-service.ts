import { Code } from "@connectrpc/connect";
import type { SchemaFiles } from "./schema-files.ts";

/** What a client asks; v1 and v1alpha have the same. */
export interface Question {
  readonly host: string;
  readonly messageRequest:
    | { readonly case: "fileByFilename"; readonly value: string }
    | { readonly case: "fileContainingSymbol"; readonly value: string }
    | {
        readonly case: "fileContainingExtension";
        readonly value: { readonly containingType: string; readonly extensionNumber: number };
      }
    | { readonly case: "allExtensionNumbersOfType"; readonly value: string }
    | { readonly case: "listServices"; readonly value: string }
    | { readonly case: undefined; readonly value?: undefined };
}

type Answer =
  | { case: "fileDescriptorResponse"; value: { fileDescriptorProto: Uint8Array[] } }
  | { case: "allExtensionNumbersResponse"; value: { baseTypeName: string; extensionNumber: number[] } }
  | { case: "listServicesResponse"; value: { service: { name: string }[] } }
  | { case: "errorResponse"; value: { errorCode: number; errorMessage: string } };

/**
 * Answers what a client asks of server reflection, one answer for each question
 * (https://github.com/grpc/grpc/blob/master/doc/server-reflection.md). What it asks in vain is an answer too, and not
 * an error of the call.
 */
export async function* reflect<Asked extends Question>(
  files: SchemaFiles,
  questions: AsyncIterable<Asked>,
): AsyncGenerator<{ validHost: string; originalRequest: Asked; messageResponse: Answer }, void, undefined> {
  for await (const question of questions) {
    const messageResponse = answerTo(files, question.messageRequest);
    yield { validHost: question.host, originalRequest: question, messageResponse };
  }
}

function answerTo(files: SchemaFiles, asked: Question["messageRequest"]): Answer {
  switch (asked.case) {
    case "fileByFilename":
      return fileAnswer(files.file(asked.value), `file "${asked.value}"`);
    case "fileContainingSymbol":
      return fileAnswer(files.fileOfSymbol(asked.value), `symbol "${asked.value}"`);
    case "fileContainingExtension": {
      const { containingType, extensionNumber } = asked.value;
      const what = `extension ${extensionNumber} of "${containingType}"`;
      return fileAnswer(files.fileOfExtension(containingType, extensionNumber), what);
    }
    case "allExtensionNumbersOfType": {
      const numbers = files.extensionNumbers(asked.value);
      if (numbers === undefined) return notFound(`message "${asked.value}"`);
      const value = { baseTypeName: asked.value, extensionNumber: numbers };
      return { case: "allExtensionNumbersResponse", value };
    }
    case "listServices":
      return { case: "listServicesResponse", value: { service: files.services.map((name) => ({ name })) } };
    case undefined:
      return failure(Code.InvalidArgument, "The request asks nothing.");
  }
}

function fileAnswer(found: Uint8Array[] | undefined, what: string): Answer {
  return found === undefined
    ? notFound(what)
    : { case: "fileDescriptorResponse", value: { fileDescriptorProto: found } };
}

function notFound(what: string): Answer {
  return failure(Code.NotFound, `There is no ${what} here.`);
}

function failure(code: Code, message: string): Answer {
  return { case: "errorResponse", value: { errorCode: code, errorMessage: message } };
}
