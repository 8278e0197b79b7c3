// Losses `-sum over c of q_c * log softmax(logits)_c` of each row of [rows, classes], where `q` is 1 at the target, smoothed by `smoothing`
// towards all classes alike; and the gradient, which is famously short: `softmax(logits) - q`.
#include "math.h"
#include "parallel.h"
#include "walk.h"

struct cross_entropy_work {
  const float *logits;
  const int *targets;
  const float *scale;
  float *out;
  int scale_step, classes, ignore;
  float smoothing;
};

static void cross_entropy_rows(int first, int last, void *context) {
  const struct cross_entropy_work *work = context;
  const int classes = work->classes;
  const double smoothing = work->smoothing;
  for (int row = first; row < last; row++) {
    const int target = work->targets[row];
    if (target == work->ignore) {
      work->out[row] = 0.0f;
      continue;
    }
    const float *x = work->logits + row * classes;
    const float max = largest(x, classes, 1.0f);
    const double log_sum = max + logarithm_of_sum(powers(x, 0, classes, 1.0f, max));
    double loss = (1 - smoothing) * (log_sum - x[target]);
    if (smoothing > 0) loss += smoothing * (log_sum - sum_of(x, classes) / classes);
    work->out[row] = (float)loss;
  }
}

/** One loss a row; 0 where the target is `ignore`. */
KERNEL_FUNCTION void cross_entropy(const float *logits, const int *targets, float *losses, int rows, int classes, int ignore,
                                   float smoothing) {
  struct cross_entropy_work work = {
      .logits = logits, .targets = targets, .out = losses, .classes = classes, .ignore = ignore, .smoothing = smoothing};
  parallel(rows, lines_of(classes), cross_entropy_rows, &work);
}

static void cross_entropy_backward_rows(int first, int last, void *context) {
  const struct cross_entropy_work *work = context;
  const int classes = work->classes;
  const float everywhere = work->smoothing / (float)classes;
  for (int row = first; row < last; row++) {
    const int target = work->targets[row];
    const float *x = work->logits + row * classes;
    float *out = work->out + row * classes;
    if (target == work->ignore) {
      FOR_VECTORS(i, classes, { store_some(out + i, splat(0.0f), some); });
      continue;
    }
    const float factor = work->scale[row * work->scale_step];
    const float share = (float)(1.0 / powers(x, out, classes, 1.0f, largest(x, classes, 1.0f)));
    FOR_VECTORS(i, classes, {
      store_some(out + i, (load_some(out + i, some, 0.0f) * share - everywhere) * factor, some);
    });
    out[target] -= factor * (1.0f - work->smoothing);
  }
}

/** `out[i] = scale[i] * (softmax(logits[i]) - q)`; rows whose target is `ignore` get 0. */
KERNEL_FUNCTION void cross_entropy_backward(const float *logits, const int *targets, const float *scale, int scale_step,
                                            float *out, int rows, int classes, int ignore, float smoothing) {
  struct cross_entropy_work work = {logits, targets, scale, out, scale_step, classes, ignore, smoothing};
  parallel(rows, lines_of(classes), cross_entropy_backward_rows, &work);
}
