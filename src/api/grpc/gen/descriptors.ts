// Generated from proto/ by npm run proto. DO NOT EDIT.

/** A file of proto/ or what it imports: what it declares, and its FileDescriptorProto. */
type File = { readonly imports: readonly string[]; readonly symbols: readonly string[]; readonly base64: string };

export const SERVICES: readonly string[] = [
  "grpc.health.v1.Health",
  "grpc.reflection.v1.ServerReflection",
  "grpc.reflection.v1alpha.ServerReflection",
  "neighsync.v1.DaemonService",
  "neighsync.v1.NeighborService"
];

export const FILES: Readonly<Record<string, File>> = {
  "google/rpc/error_details.proto": {
    imports: [],
    symbols: [
      "google.rpc.ErrorInfo",
      "google.rpc.ErrorInfo.MetadataEntry",
      "google.rpc.BadRequest",
      "google.rpc.BadRequest.FieldViolation",
    ],
    base64:
      "Ch5nb29nbGUvcnBjL2Vycm9yX2RldGFpbHMucHJvdG8SCmdvb2dsZS5ycGMiuQEKCUVycm9ySW5mbxIWCgZyZWFzb24YASABKAlS" +
      "BnJlYXNvbhIWCgZkb21haW4YAiABKAlSBmRvbWFpbhI/CghtZXRhZGF0YRgDIAMoCzIjLmdvb2dsZS5ycGMuRXJyb3JJbmZvLk1l" +
      "dGFkYXRhRW50cnlSCG1ldGFkYXRhGjsKDU1ldGFkYXRhRW50cnkSEAoDa2V5GAEgASgJUgNrZXkSFAoFdmFsdWUYAiABKAlSBXZh" +
      "bHVlOgI4ASKoAQoKQmFkUmVxdWVzdBJQChBmaWVsZF92aW9sYXRpb25zGAEgAygLMiUuZ29vZ2xlLnJwYy5CYWRSZXF1ZXN0LkZp" +
      "ZWxkVmlvbGF0aW9uUg9maWVsZFZpb2xhdGlvbnMaSAoORmllbGRWaW9sYXRpb24SFAoFZmllbGQYASABKAlSBWZpZWxkEiAKC2Rl" +
      "c2NyaXB0aW9uGAIgASgJUgtkZXNjcmlwdGlvbmIGcHJvdG8z",
  },
  "google/protobuf/any.proto": {
    imports: [],
    symbols: [
      "google.protobuf.Any",
    ],
    base64:
      "Chlnb29nbGUvcHJvdG9idWYvYW55LnByb3RvEg9nb29nbGUucHJvdG9idWYiNgoDQW55EhkKCHR5cGVfdXJsGAEgASgJUgd0eXBl" +
      "VXJsEhQKBXZhbHVlGAIgASgMUgV2YWx1ZUJ2ChNjb20uZ29vZ2xlLnByb3RvYnVmQghBbnlQcm90b1ABWixnb29nbGUuZ29sYW5n" +
      "Lm9yZy9wcm90b2J1Zi90eXBlcy9rbm93bi9hbnlwYqICA0dQQqoCHkdvb2dsZS5Qcm90b2J1Zi5XZWxsS25vd25UeXBlc2IGcHJv" +
      "dG8z",
  },
  "google/rpc/status.proto": {
    imports: ["google/protobuf/any.proto"],
    symbols: [
      "google.rpc.Status",
    ],
    base64:
      "Chdnb29nbGUvcnBjL3N0YXR1cy5wcm90bxIKZ29vZ2xlLnJwYxoZZ29vZ2xlL3Byb3RvYnVmL2FueS5wcm90byJmCgZTdGF0dXMS" +
      "EgoEY29kZRgBIAEoBVIEY29kZRIYCgdtZXNzYWdlGAIgASgJUgdtZXNzYWdlEi4KB2RldGFpbHMYAyADKAsyFC5nb29nbGUucHJv" +
      "dG9idWYuQW55UgdkZXRhaWxzYgZwcm90bzM=",
  },
  "grpc/health/v1/health.proto": {
    imports: [],
    symbols: [
      "grpc.health.v1.HealthCheckRequest",
      "grpc.health.v1.HealthCheckResponse",
      "grpc.health.v1.HealthCheckResponse.ServingStatus",
      "grpc.health.v1.HealthListRequest",
      "grpc.health.v1.HealthListResponse",
      "grpc.health.v1.HealthListResponse.StatusesEntry",
      "grpc.health.v1.Health",
      "grpc.health.v1.Health.Check",
      "grpc.health.v1.Health.List",
      "grpc.health.v1.Health.Watch",
    ],
    base64:
      "ChtncnBjL2hlYWx0aC92MS9oZWFsdGgucHJvdG8SDmdycGMuaGVhbHRoLnYxIi4KEkhlYWx0aENoZWNrUmVxdWVzdBIYCgdzZXJ2" +
      "aWNlGAEgASgJUgdzZXJ2aWNlIrEBChNIZWFsdGhDaGVja1Jlc3BvbnNlEkkKBnN0YXR1cxgBIAEoDjIxLmdycGMuaGVhbHRoLnYx" +
      "LkhlYWx0aENoZWNrUmVzcG9uc2UuU2VydmluZ1N0YXR1c1IGc3RhdHVzIk8KDVNlcnZpbmdTdGF0dXMSCwoHVU5LTk9XThAAEgsK" +
      "B1NFUlZJTkcQARIPCgtOT1RfU0VSVklORxACEhMKD1NFUlZJQ0VfVU5LTk9XThADIhMKEUhlYWx0aExpc3RSZXF1ZXN0IsQBChJI" +
      "ZWFsdGhMaXN0UmVzcG9uc2USTAoIc3RhdHVzZXMYASADKAsyMC5ncnBjLmhlYWx0aC52MS5IZWFsdGhMaXN0UmVzcG9uc2UuU3Rh" +
      "dHVzZXNFbnRyeVIIc3RhdHVzZXMaYAoNU3RhdHVzZXNFbnRyeRIQCgNrZXkYASABKAlSA2tleRI5CgV2YWx1ZRgCIAEoCzIjLmdy" +
      "cGMuaGVhbHRoLnYxLkhlYWx0aENoZWNrUmVzcG9uc2VSBXZhbHVlOgI4ATL9AQoGSGVhbHRoElAKBUNoZWNrEiIuZ3JwYy5oZWFs" +
      "dGgudjEuSGVhbHRoQ2hlY2tSZXF1ZXN0GiMuZ3JwYy5oZWFsdGgudjEuSGVhbHRoQ2hlY2tSZXNwb25zZRJNCgRMaXN0EiEuZ3Jw" +
      "Yy5oZWFsdGgudjEuSGVhbHRoTGlzdFJlcXVlc3QaIi5ncnBjLmhlYWx0aC52MS5IZWFsdGhMaXN0UmVzcG9uc2USUgoFV2F0Y2gS" +
      "Ii5ncnBjLmhlYWx0aC52MS5IZWFsdGhDaGVja1JlcXVlc3QaIy5ncnBjLmhlYWx0aC52MS5IZWFsdGhDaGVja1Jlc3BvbnNlMAFi" +
      "BnByb3RvMw==",
  },
  "grpc/reflection/v1/reflection.proto": {
    imports: [],
    symbols: [
      "grpc.reflection.v1.ServerReflectionRequest",
      "grpc.reflection.v1.ExtensionRequest",
      "grpc.reflection.v1.ServerReflectionResponse",
      "grpc.reflection.v1.FileDescriptorResponse",
      "grpc.reflection.v1.ExtensionNumberResponse",
      "grpc.reflection.v1.ListServiceResponse",
      "grpc.reflection.v1.ServiceResponse",
      "grpc.reflection.v1.ErrorResponse",
      "grpc.reflection.v1.ServerReflection",
      "grpc.reflection.v1.ServerReflection.ServerReflectionInfo",
    ],
    base64:
      "CiNncnBjL3JlZmxlY3Rpb24vdjEvcmVmbGVjdGlvbi5wcm90bxISZ3JwYy5yZWZsZWN0aW9uLnYxIvMCChdTZXJ2ZXJSZWZsZWN0" +
      "aW9uUmVxdWVzdBISCgRob3N0GAEgASgJUgRob3N0EioKEGZpbGVfYnlfZmlsZW5hbWUYAyABKAlIAFIOZmlsZUJ5RmlsZW5hbWUS" +
      "NgoWZmlsZV9jb250YWluaW5nX3N5bWJvbBgEIAEoCUgAUhRmaWxlQ29udGFpbmluZ1N5bWJvbBJiChlmaWxlX2NvbnRhaW5pbmdf" +
      "ZXh0ZW5zaW9uGAUgASgLMiQuZ3JwYy5yZWZsZWN0aW9uLnYxLkV4dGVuc2lvblJlcXVlc3RIAFIXZmlsZUNvbnRhaW5pbmdFeHRl" +
      "bnNpb24SQgodYWxsX2V4dGVuc2lvbl9udW1iZXJzX29mX3R5cGUYBiABKAlIAFIZYWxsRXh0ZW5zaW9uTnVtYmVyc09mVHlwZRIl" +
      "Cg1saXN0X3NlcnZpY2VzGAcgASgJSABSDGxpc3RTZXJ2aWNlc0IRCg9tZXNzYWdlX3JlcXVlc3QiZgoQRXh0ZW5zaW9uUmVxdWVz" +
      "dBInCg9jb250YWluaW5nX3R5cGUYASABKAlSDmNvbnRhaW5pbmdUeXBlEikKEGV4dGVuc2lvbl9udW1iZXIYAiABKAVSD2V4dGVu" +
      "c2lvbk51bWJlciKuBAoYU2VydmVyUmVmbGVjdGlvblJlc3BvbnNlEh0KCnZhbGlkX2hvc3QYASABKAlSCXZhbGlkSG9zdBJWChBv" +
      "cmlnaW5hbF9yZXF1ZXN0GAIgASgLMisuZ3JwYy5yZWZsZWN0aW9uLnYxLlNlcnZlclJlZmxlY3Rpb25SZXF1ZXN0Ug9vcmlnaW5h" +
      "bFJlcXVlc3QSZgoYZmlsZV9kZXNjcmlwdG9yX3Jlc3BvbnNlGAQgASgLMiouZ3JwYy5yZWZsZWN0aW9uLnYxLkZpbGVEZXNjcmlw" +
      "dG9yUmVzcG9uc2VIAFIWZmlsZURlc2NyaXB0b3JSZXNwb25zZRJyCh5hbGxfZXh0ZW5zaW9uX251bWJlcnNfcmVzcG9uc2UYBSAB" +
      "KAsyKy5ncnBjLnJlZmxlY3Rpb24udjEuRXh0ZW5zaW9uTnVtYmVyUmVzcG9uc2VIAFIbYWxsRXh0ZW5zaW9uTnVtYmVyc1Jlc3Bv" +
      "bnNlEl8KFmxpc3Rfc2VydmljZXNfcmVzcG9uc2UYBiABKAsyJy5ncnBjLnJlZmxlY3Rpb24udjEuTGlzdFNlcnZpY2VSZXNwb25z" +
      "ZUgAUhRsaXN0U2VydmljZXNSZXNwb25zZRJKCg5lcnJvcl9yZXNwb25zZRgHIAEoCzIhLmdycGMucmVmbGVjdGlvbi52MS5FcnJv" +
      "clJlc3BvbnNlSABSDWVycm9yUmVzcG9uc2VCEgoQbWVzc2FnZV9yZXNwb25zZSJMChZGaWxlRGVzY3JpcHRvclJlc3BvbnNlEjIK" +
      "FWZpbGVfZGVzY3JpcHRvcl9wcm90bxgBIAMoDFITZmlsZURlc2NyaXB0b3JQcm90byJqChdFeHRlbnNpb25OdW1iZXJSZXNwb25z" +
      "ZRIkCg5iYXNlX3R5cGVfbmFtZRgBIAEoCVIMYmFzZVR5cGVOYW1lEikKEGV4dGVuc2lvbl9udW1iZXIYAiADKAVSD2V4dGVuc2lv" +
      "bk51bWJlciJUChNMaXN0U2VydmljZVJlc3BvbnNlEj0KB3NlcnZpY2UYASADKAsyIy5ncnBjLnJlZmxlY3Rpb24udjEuU2Vydmlj" +
      "ZVJlc3BvbnNlUgdzZXJ2aWNlIiUKD1NlcnZpY2VSZXNwb25zZRISCgRuYW1lGAEgASgJUgRuYW1lIlMKDUVycm9yUmVzcG9uc2US" +
      "HQoKZXJyb3JfY29kZRgBIAEoBVIJZXJyb3JDb2RlEiMKDWVycm9yX21lc3NhZ2UYAiABKAlSDGVycm9yTWVzc2FnZTKJAQoQU2Vy" +
      "dmVyUmVmbGVjdGlvbhJ1ChRTZXJ2ZXJSZWZsZWN0aW9uSW5mbxIrLmdycGMucmVmbGVjdGlvbi52MS5TZXJ2ZXJSZWZsZWN0aW9u" +
      "UmVxdWVzdBosLmdycGMucmVmbGVjdGlvbi52MS5TZXJ2ZXJSZWZsZWN0aW9uUmVzcG9uc2UoATABYgZwcm90bzM=",
  },
  "grpc/reflection/v1alpha/reflection.proto": {
    imports: [],
    symbols: [
      "grpc.reflection.v1alpha.ServerReflectionRequest",
      "grpc.reflection.v1alpha.ExtensionRequest",
      "grpc.reflection.v1alpha.ServerReflectionResponse",
      "grpc.reflection.v1alpha.FileDescriptorResponse",
      "grpc.reflection.v1alpha.ExtensionNumberResponse",
      "grpc.reflection.v1alpha.ListServiceResponse",
      "grpc.reflection.v1alpha.ServiceResponse",
      "grpc.reflection.v1alpha.ErrorResponse",
      "grpc.reflection.v1alpha.ServerReflection",
      "grpc.reflection.v1alpha.ServerReflection.ServerReflectionInfo",
    ],
    base64:
      "CihncnBjL3JlZmxlY3Rpb24vdjFhbHBoYS9yZWZsZWN0aW9uLnByb3RvEhdncnBjLnJlZmxlY3Rpb24udjFhbHBoYSL4AgoXU2Vy" +
      "dmVyUmVmbGVjdGlvblJlcXVlc3QSEgoEaG9zdBgBIAEoCVIEaG9zdBIqChBmaWxlX2J5X2ZpbGVuYW1lGAMgASgJSABSDmZpbGVC" +
      "eUZpbGVuYW1lEjYKFmZpbGVfY29udGFpbmluZ19zeW1ib2wYBCABKAlIAFIUZmlsZUNvbnRhaW5pbmdTeW1ib2wSZwoZZmlsZV9j" +
      "b250YWluaW5nX2V4dGVuc2lvbhgFIAEoCzIpLmdycGMucmVmbGVjdGlvbi52MWFscGhhLkV4dGVuc2lvblJlcXVlc3RIAFIXZmls" +
      "ZUNvbnRhaW5pbmdFeHRlbnNpb24SQgodYWxsX2V4dGVuc2lvbl9udW1iZXJzX29mX3R5cGUYBiABKAlIAFIZYWxsRXh0ZW5zaW9u" +
      "TnVtYmVyc09mVHlwZRIlCg1saXN0X3NlcnZpY2VzGAcgASgJSABSDGxpc3RTZXJ2aWNlc0IRCg9tZXNzYWdlX3JlcXVlc3QiZgoQ" +
      "RXh0ZW5zaW9uUmVxdWVzdBInCg9jb250YWluaW5nX3R5cGUYASABKAlSDmNvbnRhaW5pbmdUeXBlEikKEGV4dGVuc2lvbl9udW1i" +
      "ZXIYAiABKAVSD2V4dGVuc2lvbk51bWJlciLHBAoYU2VydmVyUmVmbGVjdGlvblJlc3BvbnNlEh0KCnZhbGlkX2hvc3QYASABKAlS" +
      "CXZhbGlkSG9zdBJbChBvcmlnaW5hbF9yZXF1ZXN0GAIgASgLMjAuZ3JwYy5yZWZsZWN0aW9uLnYxYWxwaGEuU2VydmVyUmVmbGVj" +
      "dGlvblJlcXVlc3RSD29yaWdpbmFsUmVxdWVzdBJrChhmaWxlX2Rlc2NyaXB0b3JfcmVzcG9uc2UYBCABKAsyLy5ncnBjLnJlZmxl" +
      "Y3Rpb24udjFhbHBoYS5GaWxlRGVzY3JpcHRvclJlc3BvbnNlSABSFmZpbGVEZXNjcmlwdG9yUmVzcG9uc2USdwoeYWxsX2V4dGVu" +
      "c2lvbl9udW1iZXJzX3Jlc3BvbnNlGAUgASgLMjAuZ3JwYy5yZWZsZWN0aW9uLnYxYWxwaGEuRXh0ZW5zaW9uTnVtYmVyUmVzcG9u" +
      "c2VIAFIbYWxsRXh0ZW5zaW9uTnVtYmVyc1Jlc3BvbnNlEmQKFmxpc3Rfc2VydmljZXNfcmVzcG9uc2UYBiABKAsyLC5ncnBjLnJl" +
      "ZmxlY3Rpb24udjFhbHBoYS5MaXN0U2VydmljZVJlc3BvbnNlSABSFGxpc3RTZXJ2aWNlc1Jlc3BvbnNlEk8KDmVycm9yX3Jlc3Bv" +
      "bnNlGAcgASgLMiYuZ3JwYy5yZWZsZWN0aW9uLnYxYWxwaGEuRXJyb3JSZXNwb25zZUgAUg1lcnJvclJlc3BvbnNlQhIKEG1lc3Nh" +
      "Z2VfcmVzcG9uc2UiTAoWRmlsZURlc2NyaXB0b3JSZXNwb25zZRIyChVmaWxlX2Rlc2NyaXB0b3JfcHJvdG8YASADKAxSE2ZpbGVE" +
      "ZXNjcmlwdG9yUHJvdG8iagoXRXh0ZW5zaW9uTnVtYmVyUmVzcG9uc2USJAoOYmFzZV90eXBlX25hbWUYASABKAlSDGJhc2VUeXBl" +
      "TmFtZRIpChBleHRlbnNpb25fbnVtYmVyGAIgAygFUg9leHRlbnNpb25OdW1iZXIiWQoTTGlzdFNlcnZpY2VSZXNwb25zZRJCCgdz" +
      "ZXJ2aWNlGAEgAygLMiguZ3JwYy5yZWZsZWN0aW9uLnYxYWxwaGEuU2VydmljZVJlc3BvbnNlUgdzZXJ2aWNlIiUKD1NlcnZpY2VS" +
      "ZXNwb25zZRISCgRuYW1lGAEgASgJUgRuYW1lIlMKDUVycm9yUmVzcG9uc2USHQoKZXJyb3JfY29kZRgBIAEoBVIJZXJyb3JDb2Rl" +
      "EiMKDWVycm9yX21lc3NhZ2UYAiABKAlSDGVycm9yTWVzc2FnZTKTAQoQU2VydmVyUmVmbGVjdGlvbhJ/ChRTZXJ2ZXJSZWZsZWN0" +
      "aW9uSW5mbxIwLmdycGMucmVmbGVjdGlvbi52MWFscGhhLlNlcnZlclJlZmxlY3Rpb25SZXF1ZXN0GjEuZ3JwYy5yZWZsZWN0aW9u" +
      "LnYxYWxwaGEuU2VydmVyUmVmbGVjdGlvblJlc3BvbnNlKAEwAWIGcHJvdG8z",
  },
  "google/protobuf/struct.proto": {
    imports: [],
    symbols: [
      "google.protobuf.Struct",
      "google.protobuf.Struct.FieldsEntry",
      "google.protobuf.Value",
      "google.protobuf.ListValue",
      "google.protobuf.NullValue",
    ],
    base64:
      "Chxnb29nbGUvcHJvdG9idWYvc3RydWN0LnByb3RvEg9nb29nbGUucHJvdG9idWYimAEKBlN0cnVjdBI7CgZmaWVsZHMYASADKAsy" +
      "Iy5nb29nbGUucHJvdG9idWYuU3RydWN0LkZpZWxkc0VudHJ5UgZmaWVsZHMaUQoLRmllbGRzRW50cnkSEAoDa2V5GAEgASgJUgNr" +
      "ZXkSLAoFdmFsdWUYAiABKAsyFi5nb29nbGUucHJvdG9idWYuVmFsdWVSBXZhbHVlOgI4ASKyAgoFVmFsdWUSOwoKbnVsbF92YWx1" +
      "ZRgBIAEoDjIaLmdvb2dsZS5wcm90b2J1Zi5OdWxsVmFsdWVIAFIJbnVsbFZhbHVlEiMKDG51bWJlcl92YWx1ZRgCIAEoAUgAUgtu" +
      "dW1iZXJWYWx1ZRIjCgxzdHJpbmdfdmFsdWUYAyABKAlIAFILc3RyaW5nVmFsdWUSHwoKYm9vbF92YWx1ZRgEIAEoCEgAUglib29s" +
      "VmFsdWUSPAoMc3RydWN0X3ZhbHVlGAUgASgLMhcuZ29vZ2xlLnByb3RvYnVmLlN0cnVjdEgAUgtzdHJ1Y3RWYWx1ZRI7CgpsaXN0" +
      "X3ZhbHVlGAYgASgLMhouZ29vZ2xlLnByb3RvYnVmLkxpc3RWYWx1ZUgAUglsaXN0VmFsdWVCBgoEa2luZCI7CglMaXN0VmFsdWUS" +
      "LgoGdmFsdWVzGAEgAygLMhYuZ29vZ2xlLnByb3RvYnVmLlZhbHVlUgZ2YWx1ZXMqGwoJTnVsbFZhbHVlEg4KCk5VTExfVkFMVUUQ" +
      "AEJ/ChNjb20uZ29vZ2xlLnByb3RvYnVmQgtTdHJ1Y3RQcm90b1ABWi9nb29nbGUuZ29sYW5nLm9yZy9wcm90b2J1Zi90eXBlcy9r" +
      "bm93bi9zdHJ1Y3RwYvgBAaICA0dQQqoCHkdvb2dsZS5Qcm90b2J1Zi5XZWxsS25vd25UeXBlc2IGcHJvdG8z",
  },
  "google/protobuf/timestamp.proto": {
    imports: [],
    symbols: [
      "google.protobuf.Timestamp",
    ],
    base64:
      "Ch9nb29nbGUvcHJvdG9idWYvdGltZXN0YW1wLnByb3RvEg9nb29nbGUucHJvdG9idWYiOwoJVGltZXN0YW1wEhgKB3NlY29uZHMY" +
      "ASABKANSB3NlY29uZHMSFAoFbmFub3MYAiABKAVSBW5hbm9zQoUBChNjb20uZ29vZ2xlLnByb3RvYnVmQg5UaW1lc3RhbXBQcm90" +
      "b1ABWjJnb29nbGUuZ29sYW5nLm9yZy9wcm90b2J1Zi90eXBlcy9rbm93bi90aW1lc3RhbXBwYvgBAaICA0dQQqoCHkdvb2dsZS5Q" +
      "cm90b2J1Zi5XZWxsS25vd25UeXBlc2IGcHJvdG8z",
  },
  "neighsync/v1/neighbor.proto": {
    imports: ["google/protobuf/timestamp.proto"],
    symbols: [
      "neighsync.v1.Neighbor",
      "neighsync.v1.NeighborFilter",
      "neighsync.v1.NeighborState",
      "neighsync.v1.AddressFamily",
      "neighsync.v1.NeighborSource",
      "neighsync.v1.RowState",
    ],
    base64:
      "ChtuZWlnaHN5bmMvdjEvbmVpZ2hib3IucHJvdG8SDG5laWdoc3luYy52MRofZ29vZ2xlL3Byb3RvYnVmL3RpbWVzdGFtcC5wcm90" +
      "byK5AwoITmVpZ2hib3ISHQoKaXBfYWRkcmVzcxgBIAEoCVIJaXBBZGRyZXNzEiQKC21hY19hZGRyZXNzGAIgASgJSABSCm1hY0Fk" +
      "ZHJlc3OIAQESHAoJaW50ZXJmYWNlGAMgASgJUglpbnRlcmZhY2USMQoFc3RhdGUYBCABKA4yGy5uZWlnaHN5bmMudjEuTmVpZ2hi" +
      "b3JTdGF0ZVIFc3RhdGUSMwoGZmFtaWx5GAUgASgOMhsubmVpZ2hzeW5jLnYxLkFkZHJlc3NGYW1pbHlSBmZhbWlseRIVCgN2cmYY" +
      "BiABKAlIAVIDdnJmiAEBEhQKBWZsYWdzGAcgAygJUgVmbGFncxI0CgZzb3VyY2UYCCABKA4yHC5uZWlnaHN5bmMudjEuTmVpZ2hi" +
      "b3JTb3VyY2VSBnNvdXJjZRI9CgxsYXN0X2NoYW5nZWQYCSABKAsyGi5nb29nbGUucHJvdG9idWYuVGltZXN0YW1wUgtsYXN0Q2hh" +
      "bmdlZBIoCgNyb3cYCiABKA4yFi5uZWlnaHN5bmMudjEuUm93U3RhdGVSA3Jvd0IOCgxfbWFjX2FkZHJlc3NCBgoEX3ZyZiKXAgoO" +
      "TmVpZ2hib3JGaWx0ZXISHAoJaW50ZXJmYWNlGAEgASgJUglpbnRlcmZhY2USMQoFc3RhdGUYAiABKA4yGy5uZWlnaHN5bmMudjEu" +
      "TmVpZ2hib3JTdGF0ZVIFc3RhdGUSMwoGZmFtaWx5GAMgASgOMhsubmVpZ2hzeW5jLnYxLkFkZHJlc3NGYW1pbHlSBmZhbWlseRIQ" +
      "CgN2cmYYBCABKAlSA3ZyZhIfCgttYWNfYWRkcmVzcxgFIAEoCVIKbWFjQWRkcmVzcxIWCgZwcmVmaXgYBiABKAlSBnByZWZpeBI0" +
      "CgZzb3VyY2UYByABKA4yHC5uZWlnaHN5bmMudjEuTmVpZ2hib3JTb3VyY2VSBnNvdXJjZSqmAgoNTmVpZ2hib3JTdGF0ZRIeChpO" +
      "RUlHSEJPUl9TVEFURV9VTlNQRUNJRklFRBAAEhcKE05FSUdIQk9SX1NUQVRFX05PTkUQARIdChlORUlHSEJPUl9TVEFURV9JTkNP" +
      "TVBMRVRFEAISHAoYTkVJR0hCT1JfU1RBVEVfUkVBQ0hBQkxFEAMSGAoUTkVJR0hCT1JfU1RBVEVfU1RBTEUQBBIYChRORUlHSEJP" +
      "Ul9TVEFURV9ERUxBWRAFEhgKFE5FSUdIQk9SX1NUQVRFX1BST0JFEAYSGQoVTkVJR0hCT1JfU1RBVEVfRkFJTEVEEAcSGAoUTkVJ" +
      "R0hCT1JfU1RBVEVfTk9BUlAQCBIcChhORUlHSEJPUl9TVEFURV9QRVJNQU5FTlQQCSphCg1BZGRyZXNzRmFtaWx5Eh4KGkFERFJF" +
      "U1NfRkFNSUxZX1VOU1BFQ0lGSUVEEAASFwoTQUREUkVTU19GQU1JTFlfSVBWNBABEhcKE0FERFJFU1NfRkFNSUxZX0lQVjYQAiqI" +
      "AQoOTmVpZ2hib3JTb3VyY2USHwobTkVJR0hCT1JfU09VUkNFX1VOU1BFQ0lGSUVEEAASGgoWTkVJR0hCT1JfU09VUkNFX1NUQVRJ" +
      "QxABEhwKGE5FSUdIQk9SX1NPVVJDRV9FWFRFUk5BTBACEhsKF05FSUdIQk9SX1NPVVJDRV9EWU5BTUlDEAMqZwoIUm93U3RhdGUS" +
      "GQoVUk9XX1NUQVRFX1VOU1BFQ0lGSUVEEAASFQoRUk9XX1NUQVRFX1dSSVRURU4QARIVChFST1dfU1RBVEVfUEVORElORxACEhIK" +
      "DlJPV19TVEFURV9OT05FEANiBnByb3RvMw==",
  },
  "neighsync/v1/reports.proto": {
    imports: ["google/protobuf/struct.proto","google/protobuf/timestamp.proto","neighsync/v1/neighbor.proto"],
    symbols: [
      "neighsync.v1.Health",
      "neighsync.v1.Stats",
      "neighsync.v1.Status",
      "neighsync.v1.Vrf",
      "neighsync.v1.ConfigValue",
      "neighsync.v1.ConfigChange",
      "neighsync.v1.ConfigReport",
      "neighsync.v1.Difference",
      "neighsync.v1.KeptRow",
      "neighsync.v1.Verdict",
      "neighsync.v1.ConfigurationFact",
      "neighsync.v1.DatabaseRow",
      "neighsync.v1.DatabaseState",
      "neighsync.v1.HistoryEntry",
      "neighsync.v1.Explanation",
      "neighsync.v1.HealthStatus",
      "neighsync.v1.OutputMode",
      "neighsync.v1.DifferenceKind",
      "neighsync.v1.VerdictKind",
      "neighsync.v1.HistoryKind",
    ],
    base64:
      "ChpuZWlnaHN5bmMvdjEvcmVwb3J0cy5wcm90bxIMbmVpZ2hzeW5jLnYxGhxnb29nbGUvcHJvdG9idWYvc3RydWN0LnByb3RvGh9n" +
      "b29nbGUvcHJvdG9idWYvdGltZXN0YW1wLnByb3RvGhtuZWlnaHN5bmMvdjEvbmVpZ2hib3IucHJvdG8i6gIKBkhlYWx0aBIdCgpp" +
      "c19oZWFsdGh5GAEgASgIUglpc0hlYWx0aHkSMgoGc3RhdHVzGAIgASgOMhoubmVpZ2hzeW5jLnYxLkhlYWx0aFN0YXR1c1IGc3Rh" +
      "dHVzEhgKB3JlYXNvbnMYAyADKAlSB3JlYXNvbnMSFAoFcmVhZHkYBCABKAhSBXJlYWR5EjsKGHRpbWVfc2luY2VfbGFzdF9ldmVu" +
      "dF9tcxgFIAEoAUgAUhR0aW1lU2luY2VMYXN0RXZlbnRNc4gBARIiCgpsYXRlbmN5X21zGAYgASgBSAFSCWxhdGVuY3lNc4gBARIv" +
      "ChNuZWlnaGJvcnNfcHJvY2Vzc2VkGAcgASgEUhJuZWlnaGJvcnNQcm9jZXNzZWQSHwoLZXJyb3JfY291bnQYCCABKARSCmVycm9y" +
      "Q291bnRCGwoZX3RpbWVfc2luY2VfbGFzdF9ldmVudF9tc0INCgtfbGF0ZW5jeV9tcyLTBAoFU3RhdHMSJwoPdG90YWxfbmVpZ2hi" +
      "b3JzGAEgASgEUg50b3RhbE5laWdoYm9ycxISCgRyb3dzGAIgASgEUgRyb3dzEhgKB3BlbmRpbmcYAyABKARSB3BlbmRpbmcSIQoM" +
      "dG90YWxfZXZlbnRzGAQgASgEUgt0b3RhbEV2ZW50cxIjCg1mYWlsZWRfZXZlbnRzGAUgASgEUgxmYWlsZWRFdmVudHMSHQoKcm93" +
      "c19hZGRlZBgGIAEoBFIJcm93c0FkZGVkEiEKDHJvd3NfdXBkYXRlZBgHIAEoBFILcm93c1VwZGF0ZWQSIQoMcm93c19kZWxldGVk" +
      "GAggASgEUgtyb3dzRGVsZXRlZBIrChFzdXBwcmVzc2VkX3dyaXRlcxgJIAEoBFIQc3VwcHJlc3NlZFdyaXRlcxIlCg5uZXRsaW5r" +
      "X2Vycm9ycxgKIAEoBFINbmV0bGlua0Vycm9ycxIhCgxyZWRpc19lcnJvcnMYCyABKARSC3JlZGlzRXJyb3JzEhoKCG92ZXJydW5z" +
      "GAwgASgEUghvdmVycnVucxIlCg5rZXJuZWxfcmVzeW5jcxgNIAEoBFINa2VybmVsUmVzeW5jcxIjCg10YWJsZV9yZWxvYWRzGA4g" +
      "ASgEUgx0YWJsZVJlbG9hZHMSHwoLZHJpZnRfZm91bmQYDyABKARSCmRyaWZ0Rm91bmQSJQoOZHJpZnRfcmVwYWlyZWQYECABKARS" +
      "DWRyaWZ0UmVwYWlyZWQSHwoLdXB0aW1lX3NlY3MYESABKAFSCnVwdGltZVNlY3MinQMKBlN0YXR1cxIYCgd2ZXJzaW9uGAEgASgJ" +
      "Ugd2ZXJzaW9uEhQKBXJlYWR5GAIgASgIUgVyZWFkeRIfCgtzdGFydF9waGFzZRgDIAEoCVIKc3RhcnRQaGFzZRIwCgZvdXRwdXQY" +
      "BCABKA4yGC5uZWlnaHN5bmMudjEuT3V0cHV0TW9kZVIGb3V0cHV0EisKEW5ldGxpbmtfY29ubmVjdGVkGAUgASgIUhBuZXRsaW5r" +
      "Q29ubmVjdGVkEicKD3JlZGlzX2Nvbm5lY3RlZBgGIAEoCFIOcmVkaXNDb25uZWN0ZWQSHAoJbmVpZ2hib3JzGAcgASgEUgluZWln" +
      "aGJvcnMSEgoEcm93cxgIIAEoBFIEcm93cxIUCgVsaW5rcxgJIAEoBFIFbGlua3MSGAoHcGVuZGluZxgKIAEoBFIHcGVuZGluZxIf" +
      "Cgt1cHRpbWVfc2VjcxgLIAEoAVIKdXB0aW1lU2VjcxIQCgNwaWQYDCABKA1SA3BpZBIlCgR2cmZzGA0gAygLMhEubmVpZ2hzeW5j" +
      "LnYxLlZyZlIEdnJmcyJmCgNWcmYSEgoEbmFtZRgBIAEoCVIEbmFtZRIeCgh0YWJsZV9pZBgCIAEoDUgAUgd0YWJsZUlkiAEBEh4K" +
      "CmludGVyZmFjZXMYAyADKAlSCmludGVyZmFjZXNCCwoJX3RhYmxlX2lkItABCgtDb25maWdWYWx1ZRIQCgNrZXkYASABKAlSA2tl" +
      "eRIsCgV2YWx1ZRgCIAEoCzIWLmdvb2dsZS5wcm90b2J1Zi5WYWx1ZVIFdmFsdWUSFgoGb3JpZ2luGAMgASgJUgZvcmlnaW4SEgoE" +
      "bGl2ZRgEIAEoCFIEbGl2ZRIYCgdhbGxvd2VkGAUgASgJUgdhbGxvd2VkEjsKDWRlZmF1bHRfdmFsdWUYBiABKAsyFi5nb29nbGUu" +
      "cHJvdG9idWYuVmFsdWVSDGRlZmF1bHRWYWx1ZSJ+CgxDb25maWdDaGFuZ2USEAoDa2V5GAEgASgJUgNrZXkSLgoGYmVmb3JlGAIg" +
      "ASgLMhYuZ29vZ2xlLnByb3RvYnVmLlZhbHVlUgZiZWZvcmUSLAoFYWZ0ZXIYAyABKAsyFi5nb29nbGUucHJvdG9idWYuVmFsdWVS" +
      "BWFmdGVyIoUBCgxDb25maWdSZXBvcnQSNAoHYXBwbGllZBgBIAMoCzIaLm5laWdoc3luYy52MS5Db25maWdDaGFuZ2VSB2FwcGxp" +
      "ZWQSPwoNbmVlZHNfcmVzdGFydBgCIAMoCzIaLm5laWdoc3luYy52MS5Db25maWdDaGFuZ2VSDG5lZWRzUmVzdGFydCKEAQoKRGlm" +
      "ZmVyZW5jZRIwCgRraW5kGAEgASgOMhwubmVpZ2hzeW5jLnYxLkRpZmZlcmVuY2VLaW5kUgRraW5kEhAKA2tleRgCIAEoCVIDa2V5" +
      "EhYKBmtlcm5lbBgDIAEoCVIGa2VybmVsEhoKCGRhdGFiYXNlGAQgASgJUghkYXRhYmFzZSIzCgdLZXB0Um93EhAKA2tleRgBIAEo" +
      "CVIDa2V5EhYKBnJlYXNvbhgCIAEoCVIGcmVhc29uIpYBCgdWZXJkaWN0Ei0KBGtpbmQYASABKA4yGS5uZWlnaHN5bmMudjEuVmVy" +
      "ZGljdEtpbmRSBGtpbmQSEgoEcnVsZRgCIAEoCVIEcnVsZRISCgR0ZXh0GAMgASgJUgR0ZXh0EiQKC21hY19hZGRyZXNzGAQgASgJ" +
      "SABSCm1hY0FkZHJlc3OIAQFCDgoMX21hY19hZGRyZXNzImsKEUNvbmZpZ3VyYXRpb25GYWN0EhAKA2tleRgBIAEoCVIDa2V5EiwK" +
      "BXZhbHVlGAIgASgLMhYuZ29vZ2xlLnByb3RvYnVmLlZhbHVlUgV2YWx1ZRIWCgZvcmlnaW4YAyABKAlSBm9yaWdpbiJaCgtEYXRh" +
      "YmFzZVJvdxIZCgVuZWlnaBgBIAEoCUgAUgVuZWlnaIgBARIbCgZmYW1pbHkYAiABKAlIAVIGZmFtaWx5iAEBQggKBl9uZWlnaEIJ" +
      "CgdfZmFtaWx5Ip0BCg1EYXRhYmFzZVN0YXRlEisKA3JvdxgBIAEoCzIZLm5laWdoc3luYy52MS5EYXRhYmFzZVJvd1IDcm93EhkK" +
      "BWVycm9yGAIgASgJSABSBWVycm9yiAEBEhgKB3BlbmRpbmcYAyABKAhSB3BlbmRpbmcSFwoEa2VwdBgEIAEoCUgBUgRrZXB0iAEB" +
      "QggKBl9lcnJvckIHCgVfa2VwdCLSAQoMSGlzdG9yeUVudHJ5EioKAmF0GAEgASgLMhouZ29vZ2xlLnByb3RvYnVmLlRpbWVzdGFt" +
      "cFICYXQSLQoEd2hhdBgCIAEoDjIZLm5laWdoc3luYy52MS5IaXN0b3J5S2luZFIEd2hhdBIxCgVzdGF0ZRgDIAEoDjIbLm5laWdo" +
      "c3luYy52MS5OZWlnaGJvclN0YXRlUgVzdGF0ZRIkCgttYWNfYWRkcmVzcxgEIAEoCUgAUgptYWNBZGRyZXNziAEBQg4KDF9tYWNf" +
      "YWRkcmVzcyKPAwoLRXhwbGFuYXRpb24SHAoJaW50ZXJmYWNlGAEgASgJUglpbnRlcmZhY2USHQoKaXBfYWRkcmVzcxgCIAEoCVIJ" +
      "aXBBZGRyZXNzEi4KBmtlcm5lbBgDIAEoCzIWLm5laWdoc3luYy52MS5OZWlnaGJvclIGa2VybmVsEiwKBWtub3duGAQgASgLMhYu" +
      "bmVpZ2hzeW5jLnYxLk5laWdoYm9yUgVrbm93bhIvCgd2ZXJkaWN0GAUgASgLMhUubmVpZ2hzeW5jLnYxLlZlcmRpY3RSB3ZlcmRp" +
      "Y3QSRQoNY29uZmlndXJhdGlvbhgGIAMoCzIfLm5laWdoc3luYy52MS5Db25maWd1cmF0aW9uRmFjdFINY29uZmlndXJhdGlvbhI3" +
      "CghkYXRhYmFzZRgHIAEoCzIbLm5laWdoc3luYy52MS5EYXRhYmFzZVN0YXRlUghkYXRhYmFzZRI0CgdoaXN0b3J5GAggAygLMhou" +
      "bmVpZ2hzeW5jLnYxLkhpc3RvcnlFbnRyeVIHaGlzdG9yeSqBAQoMSGVhbHRoU3RhdHVzEh0KGUhFQUxUSF9TVEFUVVNfVU5TUEVD" +
      "SUZJRUQQABIZChVIRUFMVEhfU1RBVFVTX0hFQUxUSFkQARIaChZIRUFMVEhfU1RBVFVTX0RFR1JBREVEEAISGwoXSEVBTFRIX1NU" +
      "QVRVU19VTkhFQUxUSFkQAypbCgpPdXRwdXRNb2RlEhsKF09VVFBVVF9NT0RFX1VOU1BFQ0lGSUVEEAASGAoUT1VUUFVUX01PREVf" +
      "UFJPRFVDRVIQARIWChJPVVRQVVRfTU9ERV9ESVJFQ1QQAiqmAQoORGlmZmVyZW5jZUtpbmQSHwobRElGRkVSRU5DRV9LSU5EX1VO" +
      "U1BFQ0lGSUVEEAASGwoXRElGRkVSRU5DRV9LSU5EX01JU1NJTkcQARIZChVESUZGRVJFTkNFX0tJTkRfV1JPTkcQAhIcChhESUZG" +
      "RVJFTkNFX0tJTkRfVU5XQU5URUQQAxIdChlESUZGRVJFTkNFX0tJTkRfTUFMRk9STUVEEAQqcQoLVmVyZGljdEtpbmQSHAoYVkVS" +
      "RElDVF9LSU5EX1VOU1BFQ0lGSUVEEAASFAoQVkVSRElDVF9LSU5EX1JPVxABEhcKE1ZFUkRJQ1RfS0lORF9BQlNFTlQQAhIVChFW" +
      "RVJESUNUX0tJTkRfSE9MRBADKsUBCgtIaXN0b3J5S2luZBIcChhISVNUT1JZX0tJTkRfVU5TUEVDSUZJRUQQABIfChtISVNUT1JZ" +
      "X0tJTkRfS0VSTkVMX0NIQU5HRUQQARIcChhISVNUT1JZX0tJTkRfS0VSTkVMX0dPTkUQAhIcChhISVNUT1JZX0tJTkRfUk9XX1dS" +
      "SVRURU4QAxIcChhISVNUT1JZX0tJTkRfUk9XX0RFTEVURUQQBBIdChlISVNUT1JZX0tJTkRfV1JJVEVfRkFJTEVEEAViBnByb3Rv" +
      "Mw==",
  },
  "neighsync/v1/daemon_service.proto": {
    imports: ["google/protobuf/struct.proto","neighsync/v1/reports.proto"],
    symbols: [
      "neighsync.v1.GetHealthRequest",
      "neighsync.v1.GetHealthResponse",
      "neighsync.v1.GetStatsRequest",
      "neighsync.v1.GetStatsResponse",
      "neighsync.v1.GetStatusRequest",
      "neighsync.v1.GetStatusResponse",
      "neighsync.v1.GetConfigRequest",
      "neighsync.v1.GetConfigResponse",
      "neighsync.v1.UpdateConfigRequest",
      "neighsync.v1.UpdateConfigRequest.ValuesEntry",
      "neighsync.v1.UpdateConfigResponse",
      "neighsync.v1.ReloadConfigRequest",
      "neighsync.v1.ReloadConfigResponse",
      "neighsync.v1.ResyncRequest",
      "neighsync.v1.ResyncResponse",
      "neighsync.v1.RestartRequest",
      "neighsync.v1.RestartResponse",
      "neighsync.v1.VerifyRequest",
      "neighsync.v1.VerifyResponse",
      "neighsync.v1.GetProfileRequest",
      "neighsync.v1.GetProfileResponse",
      "neighsync.v1.WriteProfileRequest",
      "neighsync.v1.WriteProfileResponse",
      "neighsync.v1.GetTuningRequest",
      "neighsync.v1.GetTuningResponse",
      "neighsync.v1.ProfileKind",
      "neighsync.v1.DaemonService",
      "neighsync.v1.DaemonService.GetHealth",
      "neighsync.v1.DaemonService.GetStats",
      "neighsync.v1.DaemonService.GetStatus",
      "neighsync.v1.DaemonService.GetConfig",
      "neighsync.v1.DaemonService.UpdateConfig",
      "neighsync.v1.DaemonService.ReloadConfig",
      "neighsync.v1.DaemonService.Resync",
      "neighsync.v1.DaemonService.Restart",
      "neighsync.v1.DaemonService.Verify",
      "neighsync.v1.DaemonService.GetProfile",
      "neighsync.v1.DaemonService.WriteProfile",
      "neighsync.v1.DaemonService.GetTuning",
    ],
    base64:
      "CiFuZWlnaHN5bmMvdjEvZGFlbW9uX3NlcnZpY2UucHJvdG8SDG5laWdoc3luYy52MRocZ29vZ2xlL3Byb3RvYnVmL3N0cnVjdC5w" +
      "cm90bxoabmVpZ2hzeW5jL3YxL3JlcG9ydHMucHJvdG8iEgoQR2V0SGVhbHRoUmVxdWVzdCJBChFHZXRIZWFsdGhSZXNwb25zZRIs" +
      "CgZoZWFsdGgYASABKAsyFC5uZWlnaHN5bmMudjEuSGVhbHRoUgZoZWFsdGgiEQoPR2V0U3RhdHNSZXF1ZXN0Ij0KEEdldFN0YXRz" +
      "UmVzcG9uc2USKQoFc3RhdHMYASABKAsyEy5uZWlnaHN5bmMudjEuU3RhdHNSBXN0YXRzIhIKEEdldFN0YXR1c1JlcXVlc3QiQQoR" +
      "R2V0U3RhdHVzUmVzcG9uc2USLAoGc3RhdHVzGAEgASgLMhQubmVpZ2hzeW5jLnYxLlN0YXR1c1IGc3RhdHVzIhIKEEdldENvbmZp" +
      "Z1JlcXVlc3QiRgoRR2V0Q29uZmlnUmVzcG9uc2USMQoGdmFsdWVzGAEgAygLMhkubmVpZ2hzeW5jLnYxLkNvbmZpZ1ZhbHVlUgZ2" +
      "YWx1ZXMirwEKE1VwZGF0ZUNvbmZpZ1JlcXVlc3QSRQoGdmFsdWVzGAEgAygLMi0ubmVpZ2hzeW5jLnYxLlVwZGF0ZUNvbmZpZ1Jl" +
      "cXVlc3QuVmFsdWVzRW50cnlSBnZhbHVlcxpRCgtWYWx1ZXNFbnRyeRIQCgNrZXkYASABKAlSA2tleRIsCgV2YWx1ZRgCIAEoCzIW" +
      "Lmdvb2dsZS5wcm90b2J1Zi5WYWx1ZVIFdmFsdWU6AjgBIkoKFFVwZGF0ZUNvbmZpZ1Jlc3BvbnNlEjIKBnJlcG9ydBgBIAEoCzIa" +
      "Lm5laWdoc3luYy52MS5Db25maWdSZXBvcnRSBnJlcG9ydCIVChNSZWxvYWRDb25maWdSZXF1ZXN0IkoKFFJlbG9hZENvbmZpZ1Jl" +
      "c3BvbnNlEjIKBnJlcG9ydBgBIAEoCzIaLm5laWdoc3luYy52MS5Db25maWdSZXBvcnRSBnJlcG9ydCIhCg1SZXN5bmNSZXF1ZXN0" +
      "EhAKA3ZyZhgBIAEoCVIDdnJmIhAKDlJlc3luY1Jlc3BvbnNlIhAKDlJlc3RhcnRSZXF1ZXN0IhEKD1Jlc3RhcnRSZXNwb25zZSIP" +
      "Cg1WZXJpZnlSZXF1ZXN0IqwBCg5WZXJpZnlSZXNwb25zZRIUCgVlcXVhbBgBIAEoCFIFZXF1YWwSHQoKcm93c19lcXVhbBgCIAEo" +
      "BFIJcm93c0VxdWFsEjoKC2RpZmZlcmVuY2VzGAMgAygLMhgubmVpZ2hzeW5jLnYxLkRpZmZlcmVuY2VSC2RpZmZlcmVuY2VzEikK" +
      "BGtlcHQYBCADKAsyFS5uZWlnaHN5bmMudjEuS2VwdFJvd1IEa2VwdCITChFHZXRQcm9maWxlUmVxdWVzdCJHChJHZXRQcm9maWxl" +
      "UmVzcG9uc2USMQoHcHJvZmlsZRgBIAEoCzIXLmdvb2dsZS5wcm90b2J1Zi5TdHJ1Y3RSB3Byb2ZpbGUiRAoTV3JpdGVQcm9maWxl" +
      "UmVxdWVzdBItCgRraW5kGAEgASgOMhkubmVpZ2hzeW5jLnYxLlByb2ZpbGVLaW5kUgRraW5kIioKFFdyaXRlUHJvZmlsZVJlc3Bv" +
      "bnNlEhIKBGZpbGUYASABKAlSBGZpbGUiEgoQR2V0VHVuaW5nUmVxdWVzdCJEChFHZXRUdW5pbmdSZXNwb25zZRIvCgZ0dW5pbmcY" +
      "ASABKAsyFy5nb29nbGUucHJvdG9idWYuU3RydWN0UgZ0dW5pbmcqWAoLUHJvZmlsZUtpbmQSHAoYUFJPRklMRV9LSU5EX1VOU1BF" +
      "Q0lGSUVEEAASFAoQUFJPRklMRV9LSU5EX0NQVRABEhUKEVBST0ZJTEVfS0lORF9IRUFQEAIyugcKDURhZW1vblNlcnZpY2USTAoJ" +
      "R2V0SGVhbHRoEh4ubmVpZ2hzeW5jLnYxLkdldEhlYWx0aFJlcXVlc3QaHy5uZWlnaHN5bmMudjEuR2V0SGVhbHRoUmVzcG9uc2US" +
      "SQoIR2V0U3RhdHMSHS5uZWlnaHN5bmMudjEuR2V0U3RhdHNSZXF1ZXN0Gh4ubmVpZ2hzeW5jLnYxLkdldFN0YXRzUmVzcG9uc2US" +
      "TAoJR2V0U3RhdHVzEh4ubmVpZ2hzeW5jLnYxLkdldFN0YXR1c1JlcXVlc3QaHy5uZWlnaHN5bmMudjEuR2V0U3RhdHVzUmVzcG9u" +
      "c2USTAoJR2V0Q29uZmlnEh4ubmVpZ2hzeW5jLnYxLkdldENvbmZpZ1JlcXVlc3QaHy5uZWlnaHN5bmMudjEuR2V0Q29uZmlnUmVz" +
      "cG9uc2USVQoMVXBkYXRlQ29uZmlnEiEubmVpZ2hzeW5jLnYxLlVwZGF0ZUNvbmZpZ1JlcXVlc3QaIi5uZWlnaHN5bmMudjEuVXBk" +
      "YXRlQ29uZmlnUmVzcG9uc2USVQoMUmVsb2FkQ29uZmlnEiEubmVpZ2hzeW5jLnYxLlJlbG9hZENvbmZpZ1JlcXVlc3QaIi5uZWln" +
      "aHN5bmMudjEuUmVsb2FkQ29uZmlnUmVzcG9uc2USQwoGUmVzeW5jEhsubmVpZ2hzeW5jLnYxLlJlc3luY1JlcXVlc3QaHC5uZWln" +
      "aHN5bmMudjEuUmVzeW5jUmVzcG9uc2USRgoHUmVzdGFydBIcLm5laWdoc3luYy52MS5SZXN0YXJ0UmVxdWVzdBodLm5laWdoc3lu" +
      "Yy52MS5SZXN0YXJ0UmVzcG9uc2USQwoGVmVyaWZ5EhsubmVpZ2hzeW5jLnYxLlZlcmlmeVJlcXVlc3QaHC5uZWlnaHN5bmMudjEu" +
      "VmVyaWZ5UmVzcG9uc2USTwoKR2V0UHJvZmlsZRIfLm5laWdoc3luYy52MS5HZXRQcm9maWxlUmVxdWVzdBogLm5laWdoc3luYy52" +
      "MS5HZXRQcm9maWxlUmVzcG9uc2USVQoMV3JpdGVQcm9maWxlEiEubmVpZ2hzeW5jLnYxLldyaXRlUHJvZmlsZVJlcXVlc3QaIi5u" +
      "ZWlnaHN5bmMudjEuV3JpdGVQcm9maWxlUmVzcG9uc2USTAoJR2V0VHVuaW5nEh4ubmVpZ2hzeW5jLnYxLkdldFR1bmluZ1JlcXVl" +
      "c3QaHy5uZWlnaHN5bmMudjEuR2V0VHVuaW5nUmVzcG9uc2ViBnByb3RvMw==",
  },
  "neighsync/v1/watch.proto": {
    imports: ["neighsync/v1/neighbor.proto"],
    symbols: [
      "neighsync.v1.WatchNeighborsRequest",
      "neighsync.v1.WatchNeighborsResponse",
      "neighsync.v1.SnapshotEvent",
      "neighsync.v1.PresentEvent",
      "neighsync.v1.SyncedEvent",
      "neighsync.v1.ChangedEvent",
      "neighsync.v1.GoneEvent",
      "neighsync.v1.HeartbeatEvent",
      "neighsync.v1.SnapshotReason",
    ],
    base64:
      "ChhuZWlnaHN5bmMvdjEvd2F0Y2gucHJvdG8SDG5laWdoc3luYy52MRobbmVpZ2hzeW5jL3YxL25laWdoYm9yLnByb3RvInIKFVdh" +
      "dGNoTmVpZ2hib3JzUmVxdWVzdBI0CgZmaWx0ZXIYASABKAsyHC5uZWlnaHN5bmMudjEuTmVpZ2hib3JGaWx0ZXJSBmZpbHRlchIj" +
      "Cg1mcm9tX3JldmlzaW9uGAIgASgJUgxmcm9tUmV2aXNpb24i7gIKFldhdGNoTmVpZ2hib3JzUmVzcG9uc2USOQoIc25hcHNob3QY" +
      "ASABKAsyGy5uZWlnaHN5bmMudjEuU25hcHNob3RFdmVudEgAUghzbmFwc2hvdBI2CgdwcmVzZW50GAIgASgLMhoubmVpZ2hzeW5j" +
      "LnYxLlByZXNlbnRFdmVudEgAUgdwcmVzZW50EjMKBnN5bmNlZBgDIAEoCzIZLm5laWdoc3luYy52MS5TeW5jZWRFdmVudEgAUgZz" +
      "eW5jZWQSNgoHY2hhbmdlZBgEIAEoCzIaLm5laWdoc3luYy52MS5DaGFuZ2VkRXZlbnRIAFIHY2hhbmdlZBItCgRnb25lGAUgASgL" +
      "MhcubmVpZ2hzeW5jLnYxLkdvbmVFdmVudEgAUgRnb25lEjwKCWhlYXJ0YmVhdBgGIAEoCzIcLm5laWdoc3luYy52MS5IZWFydGJl" +
      "YXRFdmVudEgAUgloZWFydGJlYXRCBwoFZXZlbnQiRQoNU25hcHNob3RFdmVudBI0CgZyZWFzb24YASABKA4yHC5uZWlnaHN5bmMu" +
      "djEuU25hcHNob3RSZWFzb25SBnJlYXNvbiJCCgxQcmVzZW50RXZlbnQSMgoIbmVpZ2hib3IYASABKAsyFi5uZWlnaHN5bmMudjEu" +
      "TmVpZ2hib3JSCG5laWdoYm9yIikKC1N5bmNlZEV2ZW50EhoKCHJldmlzaW9uGAEgASgJUghyZXZpc2lvbiJeCgxDaGFuZ2VkRXZl" +
      "bnQSGgoIcmV2aXNpb24YASABKAlSCHJldmlzaW9uEjIKCG5laWdoYm9yGAIgASgLMhYubmVpZ2hzeW5jLnYxLk5laWdoYm9yUghu" +
      "ZWlnaGJvciJkCglHb25lRXZlbnQSGgoIcmV2aXNpb24YASABKAlSCHJldmlzaW9uEh0KCmlwX2FkZHJlc3MYAiABKAlSCWlwQWRk" +
      "cmVzcxIcCglpbnRlcmZhY2UYAyABKAlSCWludGVyZmFjZSIsCg5IZWFydGJlYXRFdmVudBIaCghyZXZpc2lvbhgBIAEoCVIIcmV2" +
      "aXNpb24qkAEKDlNuYXBzaG90UmVhc29uEh8KG1NOQVBTSE9UX1JFQVNPTl9VTlNQRUNJRklFRBAAEhkKFVNOQVBTSE9UX1JFQVNP" +
      "Tl9TVEFSVBABEiQKIFNOQVBTSE9UX1JFQVNPTl9SRVZJU0lPTl9VTktOT1dOEAISHAoYU05BUFNIT1RfUkVBU09OX1RPT19TTE9X" +
      "EANiBnByb3RvMw==",
  },
  "neighsync/v1/neighbor_service.proto": {
    imports: ["neighsync/v1/neighbor.proto","neighsync/v1/reports.proto","neighsync/v1/watch.proto"],
    symbols: [
      "neighsync.v1.ListNeighborsRequest",
      "neighsync.v1.ListNeighborsResponse",
      "neighsync.v1.GetNeighborRequest",
      "neighsync.v1.GetNeighborResponse",
      "neighsync.v1.AddNeighborRequest",
      "neighsync.v1.AddNeighborResponse",
      "neighsync.v1.DeleteNeighborRequest",
      "neighsync.v1.DeleteNeighborResponse",
      "neighsync.v1.ExplainNeighborRequest",
      "neighsync.v1.ExplainNeighborResponse",
      "neighsync.v1.DatabaseOutcome",
      "neighsync.v1.NeighborService",
      "neighsync.v1.NeighborService.ListNeighbors",
      "neighsync.v1.NeighborService.GetNeighbor",
      "neighsync.v1.NeighborService.AddNeighbor",
      "neighsync.v1.NeighborService.DeleteNeighbor",
      "neighsync.v1.NeighborService.WatchNeighbors",
      "neighsync.v1.NeighborService.ExplainNeighbor",
    ],
    base64:
      "CiNuZWlnaHN5bmMvdjEvbmVpZ2hib3Jfc2VydmljZS5wcm90bxIMbmVpZ2hzeW5jLnYxGhtuZWlnaHN5bmMvdjEvbmVpZ2hib3Iu" +
      "cHJvdG8aGm5laWdoc3luYy92MS9yZXBvcnRzLnByb3RvGhhuZWlnaHN5bmMvdjEvd2F0Y2gucHJvdG8iiAEKFExpc3ROZWlnaGJv" +
      "cnNSZXF1ZXN0EjQKBmZpbHRlchgBIAEoCzIcLm5laWdoc3luYy52MS5OZWlnaGJvckZpbHRlclIGZmlsdGVyEhsKCXBhZ2Vfc2l6" +
      "ZRgCIAEoBVIIcGFnZVNpemUSHQoKcGFnZV90b2tlbhgDIAEoCVIJcGFnZVRva2VuIrABChVMaXN0TmVpZ2hib3JzUmVzcG9uc2US" +
      "NAoJbmVpZ2hib3JzGAEgAygLMhYubmVpZ2hzeW5jLnYxLk5laWdoYm9yUgluZWlnaGJvcnMSJgoPbmV4dF9wYWdlX3Rva2VuGAIg" +
      "ASgJUg1uZXh0UGFnZVRva2VuEh0KCnRvdGFsX3NpemUYAyABKA1SCXRvdGFsU2l6ZRIaCghyZXZpc2lvbhgEIAEoCVIIcmV2aXNp" +
      "b24iUQoSR2V0TmVpZ2hib3JSZXF1ZXN0Eh0KCmlwX2FkZHJlc3MYASABKAlSCWlwQWRkcmVzcxIcCglpbnRlcmZhY2UYAiABKAlS" +
      "CWludGVyZmFjZSJJChNHZXROZWlnaGJvclJlc3BvbnNlEjIKCG5laWdoYm9yGAEgASgLMhYubmVpZ2hzeW5jLnYxLk5laWdoYm9y" +
      "UghuZWlnaGJvciLgAQoSQWRkTmVpZ2hib3JSZXF1ZXN0Eh0KCmlwX2FkZHJlc3MYASABKAlSCWlwQWRkcmVzcxIfCgttYWNfYWRk" +
      "cmVzcxgCIAEoCVIKbWFjQWRkcmVzcxIcCglpbnRlcmZhY2UYAyABKAlSCWludGVyZmFjZRIxCgVzdGF0ZRgEIAEoDjIbLm5laWdo" +
      "c3luYy52MS5OZWlnaGJvclN0YXRlUgVzdGF0ZRIhCgxleHRlcm5fbGVhcm4YBSABKAhSC2V4dGVybkxlYXJuEhYKBnJvdXRlchgG" +
      "IAEoCFIGcm91dGVyItYBChNBZGROZWlnaGJvclJlc3BvbnNlEjkKCGRhdGFiYXNlGAEgASgOMh0ubmVpZ2hzeW5jLnYxLkRhdGFi" +
      "YXNlT3V0Y29tZVIIZGF0YWJhc2USFwoEcnVsZRgCIAEoCUgAUgRydWxliAEBEiAKCXJ1bGVfdGV4dBgDIAEoCUgBUghydWxlVGV4" +
      "dIgBARIyCghuZWlnaGJvchgEIAEoCzIWLm5laWdoc3luYy52MS5OZWlnaGJvclIIbmVpZ2hib3JCBwoFX3J1bGVCDAoKX3J1bGVf" +
      "dGV4dCJUChVEZWxldGVOZWlnaGJvclJlcXVlc3QSHQoKaXBfYWRkcmVzcxgBIAEoCVIJaXBBZGRyZXNzEhwKCWludGVyZmFjZRgC" +
      "IAEoCVIJaW50ZXJmYWNlItkBChZEZWxldGVOZWlnaGJvclJlc3BvbnNlEjkKCGRhdGFiYXNlGAEgASgOMh0ubmVpZ2hzeW5jLnYx" +
      "LkRhdGFiYXNlT3V0Y29tZVIIZGF0YWJhc2USFwoEcnVsZRgCIAEoCUgAUgRydWxliAEBEiAKCXJ1bGVfdGV4dBgDIAEoCUgBUghy" +
      "dWxlVGV4dIgBARIyCghuZWlnaGJvchgEIAEoCzIWLm5laWdoc3luYy52MS5OZWlnaGJvclIIbmVpZ2hib3JCBwoFX3J1bGVCDAoK" +
      "X3J1bGVfdGV4dCJVChZFeHBsYWluTmVpZ2hib3JSZXF1ZXN0Eh0KCmlwX2FkZHJlc3MYASABKAlSCWlwQWRkcmVzcxIcCglpbnRl" +
      "cmZhY2UYAiABKAlSCWludGVyZmFjZSJYChdFeHBsYWluTmVpZ2hib3JSZXNwb25zZRI9CgxleHBsYW5hdGlvbnMYASADKAsyGS5u" +
      "ZWlnaHN5bmMudjEuRXhwbGFuYXRpb25SDGV4cGxhbmF0aW9ucyqRAQoPRGF0YWJhc2VPdXRjb21lEiAKHERBVEFCQVNFX09VVENP" +
      "TUVfVU5TUEVDSUZJRUQQABIhCh1EQVRBQkFTRV9PVVRDT01FX0FDS05PV0xFREdFRBABEhsKF0RBVEFCQVNFX09VVENPTUVfTk9f" +
      "Uk9XEAISHAoYREFUQUJBU0VfT1VUQ09NRV9QRU5ESU5HEAMyrwQKD05laWdoYm9yU2VydmljZRJYCg1MaXN0TmVpZ2hib3JzEiIu" +
      "bmVpZ2hzeW5jLnYxLkxpc3ROZWlnaGJvcnNSZXF1ZXN0GiMubmVpZ2hzeW5jLnYxLkxpc3ROZWlnaGJvcnNSZXNwb25zZRJSCgtH" +
      "ZXROZWlnaGJvchIgLm5laWdoc3luYy52MS5HZXROZWlnaGJvclJlcXVlc3QaIS5uZWlnaHN5bmMudjEuR2V0TmVpZ2hib3JSZXNw" +
      "b25zZRJSCgtBZGROZWlnaGJvchIgLm5laWdoc3luYy52MS5BZGROZWlnaGJvclJlcXVlc3QaIS5uZWlnaHN5bmMudjEuQWRkTmVp" +
      "Z2hib3JSZXNwb25zZRJbCg5EZWxldGVOZWlnaGJvchIjLm5laWdoc3luYy52MS5EZWxldGVOZWlnaGJvclJlcXVlc3QaJC5uZWln" +
      "aHN5bmMudjEuRGVsZXRlTmVpZ2hib3JSZXNwb25zZRJdCg5XYXRjaE5laWdoYm9ycxIjLm5laWdoc3luYy52MS5XYXRjaE5laWdo" +
      "Ym9yc1JlcXVlc3QaJC5uZWlnaHN5bmMudjEuV2F0Y2hOZWlnaGJvcnNSZXNwb25zZTABEl4KD0V4cGxhaW5OZWlnaGJvchIkLm5l" +
      "aWdoc3luYy52MS5FeHBsYWluTmVpZ2hib3JSZXF1ZXN0GiUubmVpZ2hzeW5jLnYxLkV4cGxhaW5OZWlnaGJvclJlc3BvbnNlYgZw" +
      "cm90bzM=",
  },
};
