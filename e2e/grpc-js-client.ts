import {
  create,
  type DescMessage,
  fromBinary,
  type MessageInitShape,
  type MessageShape,
  toBinary,
} from "@bufbuild/protobuf";
import { Client, credentials } from "@grpc/grpc-js";

/** One unary call of a service. */
export interface GrpcCall<I extends DescMessage, O extends DescMessage> {
  /** Base URL of the service. */
  readonly url: string;
  /** Full method name: `/package.Service/Method`. */
  readonly path: string;
  readonly input: I;
  readonly output: O;
  readonly message: MessageInitShape<I>;
}

/** Makes a call with @grpc/grpc-js, which shares no protocol code with the service. Rejects with its ServiceError. */
export async function callWithGrpcJs<I extends DescMessage, O extends DescMessage>(
  call: GrpcCall<I, O>,
): Promise<MessageShape<O>> {
  const client = new Client(new URL(call.url).host, credentials.createInsecure());
  const answer = Promise.withResolvers<MessageShape<O>>();
  client.makeUnaryRequest(
    call.path,
    (message: MessageShape<I>) => Buffer.from(toBinary(call.input, message)),
    (bytes) => fromBinary(call.output, bytes),
    create(call.input, call.message),
    (error, response) => {
      if (response === undefined) answer.reject(error ?? new Error("neither an error nor a response"));
      else answer.resolve(response);
    },
  );
  try {
    return await answer.promise;
  } finally {
    client.close();
  }
}
