/** y = x as an ONNX model, in base64. Written by test/pico/make_tiny_model.py. */
export const tinyModel = "CAg6OgoQCgF4EgF5IghJZGVudGl0eRIEdGlueVoPCgF4EgoKCAgBEgQKAggBYg8KAXkSCgoICAESBAoCCAFCBAoAEBE=";
