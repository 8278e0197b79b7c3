// One step of an optimiser, in place: parameters, gradient and running averages are read and written once.
#include "math.h"
#include "parallel.h"
#include "walk.h"

struct sgd_work {
  float *p, *v;
  const float *g;
  float lr, momentum, share, weight_decay;
  _Bool nesterov, first_step;
};

static void sgd_piece(int first, int last, void *context) {
  const struct sgd_work w = *(const struct sgd_work *)context;
  FOR_VECTORS(k, last - first, {
    const int i = first + k;
    const floats p = load_some(w.p + i, some, 0.0f);
    const floats slope = load_some(w.g + i, some, 0.0f) + p * w.weight_decay;
    floats step = slope;
    if (w.v) {
      const floats speed = w.first_step ? slope : load_some(w.v + i, some, 0.0f) * w.momentum + slope * w.share;
      store_some(w.v + i, speed, some);
      step = w.nesterov ? slope + speed * w.momentum : speed;
    }
    store_some(w.p + i, p - step * w.lr, some);
  });
}

/** `v = momentum v + (1 - dampening) g;  p = p - lr v`, or with Nesterov's look ahead `p = p - lr (g + momentum v)`; without `v`: `p = p - lr g`. */
KERNEL_FUNCTION void sgd(float *p, const float *g, float *velocity, int n, double lr, double momentum, double dampening,
                         double weight_decay, int nesterov, int first_step) {
  struct sgd_work work = {p,      velocity, g, (float)lr, (float)momentum, (float)(1 - dampening), (float)weight_decay,
                          nesterov, first_step};
  parallel(n, GRAIN, sgd_piece, &work);
}

struct adam_work {
  float *p, *m, *s;
  const float *g;
  float step_size, beta1, share1, beta2, share2, eps, correction, keep, coupled;
};

static void adam_piece(int first, int last, void *context) {
  const struct adam_work w = *(const struct adam_work *)context;
  FOR_VECTORS(k, last - first, {
    const int i = first + k;
    const floats p = load_some(w.p + i, some, 0.0f);
    const floats slope = load_some(w.g + i, some, 0.0f) + p * w.coupled;
    const floats m = load_some(w.m + i, some, 0.0f) * w.beta1 + slope * w.share1;
    const floats s = load_some(w.s + i, some, 0.0f) * w.beta2 + slope * slope * w.share2;
    store_some(w.m + i, m, some);
    store_some(w.s + i, s, some);
    store_some(w.p + i, p * w.keep - m * w.step_size / (square_root(s) * w.correction + w.eps), some);
  });
}

/**
 * `m = b1 m + (1 - b1) g;  s = b2 s + (1 - b2) g^2;  p = keep p - step_size m / (sqrt(s) correction + eps)`, where `step_size` and `correction`
 * contain the correction for the start at 0, and weight decay acts on `p` itself (`keep`, AdamW) or through `g` (`coupled`).
 */
KERNEL_FUNCTION void adam(float *p, const float *g, float *m, float *s, int n, double step_size, double beta1, double beta2,
                          double eps, double correction, double keep, double coupled) {
  struct adam_work work = {p,
                           m,
                           s,
                           g,
                           (float)step_size,
                           (float)beta1,
                           (float)(1 - beta1),
                           (float)beta2,
                           (float)(1 - beta2),
                           (float)eps,
                           (float)correction,
                           (float)keep,
                           (float)coupled};
  parallel(n, GRAIN, adam_piece, &work);
}
