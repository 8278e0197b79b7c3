// `out = a b + bias`, [m, k] x [k, n].
#include "vector.h"

#include "parallel.h"

KERNEL_FUNCTION void matmul(const float *a, int a_row, int a_column, const float *b, int b_row, int b_column, const float *bias,
                            int bias_step, float *out, int m, int n, int k, int batch, const int *starts, float *workspace) {
  (void)workspace;
  for (int s = 0; s < batch; s++, out += m * n) {
    const float *x = a + (starts ? starts[2 * s] : 0), *y = b + (starts ? starts[2 * s + 1] : 0);
    for (int i = 0; i < m; i++)
      for (int j = 0; j < n; j++) {
        float sum = bias ? bias[j * bias_step] : 0;
        for (int p = 0; p < k; p++) sum += x[i * a_row + p * a_column] * y[p * b_row + j * b_column];
        out[i * n + j] = sum;
      }
  }
}

KERNEL_FUNCTION double matmul_workspace(int m, int n, int k) { return 4.0 * m * n * k * 0; }
