// The addon: every kernel of kernels.def as a JavaScript function that takes plain numbers, addresses among them.
#include <node_api.h>
#include <stdint.h>

#include "cpu.h"
#include "parallel.h"

enum { MOST_ARGUMENTS = 16 };

static napi_value number(napi_env env, double value) {
  napi_value result;
  napi_create_double(env, value, &result);
  return result;
}

/** `data` is the kernel that the function was made for. */
static napi_value call_kernel(napi_env env, napi_callback_info info) {
  napi_value given[MOST_ARGUMENTS];
  double arguments[MOST_ARGUMENTS];
  size_t count = MOST_ARGUMENTS;
  void *data;
  napi_get_cb_info(env, info, &count, given, NULL, &data);
  const struct kernel *kernel = data;
  if ((int)count < kernel->arguments) {
    napi_throw_type_error(env, NULL, kernel->name);
    return NULL;
  }
  for (int i = 0; i < kernel->arguments; i++) {
    if (napi_get_value_double(env, given[i], &arguments[i]) != napi_ok) {
      napi_throw_type_error(env, NULL, kernel->name);
      return NULL;
    }
  }
  double result = kernel->call(arguments);
  return kernel->returns ? number(env, result) : NULL;
}

/** Where the bytes of an ArrayBuffer lie. They stay there as long as it lives. */
static napi_value address(napi_env env, napi_callback_info info) {
  napi_value buffer;
  size_t count = 1;
  void *bytes = NULL;
  size_t length;
  napi_get_cb_info(env, info, &count, &buffer, NULL, NULL);
  if (napi_get_arraybuffer_info(env, buffer, &bytes, &length) != napi_ok) {
    napi_throw_type_error(env, NULL, "address: an ArrayBuffer is needed");
    return NULL;
  }
  return number(env, (double)(uintptr_t)bytes);
}

static void add_function(napi_env env, napi_value object, const char *name, napi_callback callback, const void *data) {
  napi_value function;
  napi_create_function(env, name, NAPI_AUTO_LENGTH, callback, (void *)data, &function);
  napi_set_named_property(env, object, name, function);
}

/** `open(cap, threads)`: the kernels for the best instruction set, which is named, but none better than `cap`. */
static napi_value open(napi_env env, napi_callback_info info) {
  napi_value given[2], kernels, result, name;
  size_t count = 2;
  char cap[16] = "";
  int threads = 1;
  napi_get_cb_info(env, info, &count, given, NULL, NULL);
  if (napi_get_value_string_utf8(env, given[0], cap, sizeof cap, NULL) != napi_ok ||
      napi_get_value_int32(env, given[1], &threads) != napi_ok) {
    napi_throw_type_error(env, NULL, "open: the name of an instruction set and a number of threads are needed");
    return NULL;
  }
  use_threads(threads);
  const struct instruction_set best = choose_instructions(cap);
  napi_create_object(env, &kernels);
  for (const struct kernel *kernel = best.kernels; kernel->name; kernel++)
    add_function(env, kernels, kernel->name, call_kernel, kernel);
  napi_create_object(env, &result);
  napi_create_string_utf8(env, best.name, NAPI_AUTO_LENGTH, &name);
  napi_set_named_property(env, result, "instructions", name);
  napi_set_named_property(env, result, "threads", number(env, thread_count()));
  napi_set_named_property(env, result, "kernels", kernels);
  return result;
}

NAPI_MODULE_INIT() {
  add_function(env, exports, "open", open, NULL);
  add_function(env, exports, "address", address, NULL);
  return exports;
}
