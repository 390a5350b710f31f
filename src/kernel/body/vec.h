/* Vectors of floats of the instruction set that this file is compiled for, for the few loops that compilers do not vectorise
 * well. VEC lanes; a vec_mask selects the first lanes of a vector. Plain C has one lane.
 *
 * vec_relu keeps NaN and -0. vec_where_above_0: x where y > 0 or y is NaN, else 0; vec_where_not_0: where y is not 0. vec_keep: x
 * where the lane's bit is set, else 0. vec_nonzero: bits of the lanes that are not 0; NaN is not. vec_transpose: a block of VEC x
 * VEC floats, whose rows lie in v, is turned over its diagonal. vec_compress: the lanes of the mask, brought to the front;
 * vec_expand: the first ones, brought to those lanes. vec_sum_4: the sums over the lanes of four vectors, as four floats;
 * vec_sums: those of VEC vectors, as the lanes of one. */

#if defined(__AVX512F__)
#include <immintrin.h>
#define VEC 16
typedef __m512 vec;
typedef __mmask16 vec_mask;
static inline vec_mask vec_first(int64_t n)
{
    return n >= VEC ? (vec_mask)0xffff : (vec_mask)((1u << n) - 1);
}
static inline vec vec_all(float x)
{
    return _mm512_set1_ps(x);
}
static inline vec vec_load(const float *p)
{
    return _mm512_loadu_ps(p);
}
static inline void vec_store(float *p, vec v)
{
    _mm512_storeu_ps(p, v);
}
static inline vec vec_load_some(const float *p, vec_mask m)
{
    return _mm512_maskz_loadu_ps(m, p);
}
static inline void vec_store_some(float *p, vec v, vec_mask m)
{
    _mm512_mask_storeu_ps(p, m, v);
}
static inline vec vec_madd(vec a, vec b, vec c)
{
    return _mm512_fmadd_ps(a, b, c);
}
static inline vec vec_add(vec a, vec b)
{
    return _mm512_add_ps(a, b);
}
static inline vec vec_mul(vec a, vec b)
{
    return _mm512_mul_ps(a, b);
}
static inline vec vec_relu(vec x)
{
    return _mm512_mask_mov_ps(x, _mm512_cmp_ps_mask(x, _mm512_setzero_ps(), _CMP_LT_OQ), _mm512_setzero_ps());
}
static inline vec vec_where_above_0(vec y, vec x)
{
    return _mm512_maskz_mov_ps(_mm512_cmp_ps_mask(y, _mm512_setzero_ps(), _CMP_NLE_UQ), x);
}
static inline vec vec_where_not_0(vec y, vec x)
{
    return _mm512_maskz_mov_ps(_mm512_cmp_ps_mask(y, _mm512_setzero_ps(), _CMP_NEQ_UQ), x);
}
static inline uint32_t vec_nonzero(vec x)
{
    return _mm512_cmp_ps_mask(x, _mm512_setzero_ps(), _CMP_NEQ_UQ);
}
static inline vec vec_keep(vec x, uint32_t bits)
{
    return _mm512_maskz_mov_ps((__mmask16)bits, x);
}
#define VEC_COMPRESSES /* this instruction set has vec_compress and vec_expand */
static inline vec vec_compress(vec x, vec_mask m)
{
    return _mm512_maskz_compress_ps(m, x);
}
static inline vec vec_expand(vec x, vec_mask m)
{
    return _mm512_maskz_expand_ps(m, x);
}

static inline void vec_transpose(vec v[VEC])
{
    vec t[VEC];
    for (int i = 0; i < VEC; i += 2) {
        t[i] = _mm512_unpacklo_ps(v[i], v[i + 1]);
        t[i + 1] = _mm512_unpackhi_ps(v[i], v[i + 1]);
    }
    for (int i = 0; i < VEC; i += 4)
        for (int k = 0; k < 2; k++) {
            __m512d low = _mm512_castps_pd(t[i + k]), high = _mm512_castps_pd(t[i + k + 2]);
            v[i + 2 * k] = _mm512_castpd_ps(_mm512_unpacklo_pd(low, high));
            v[i + 2 * k + 1] = _mm512_castpd_ps(_mm512_unpackhi_pd(low, high));
        }
    /* v[4g + c]: in each quarter q, column 4q + c of rows 4g .. 4g + 3. */
    for (int c = 0; c < 4; c++) {
        vec even01 = _mm512_shuffle_f32x4(v[c], v[4 + c], 0x88), odd01 = _mm512_shuffle_f32x4(v[c], v[4 + c], 0xdd);
        vec even23 = _mm512_shuffle_f32x4(v[8 + c], v[12 + c], 0x88), odd23 = _mm512_shuffle_f32x4(v[8 + c], v[12 + c], 0xdd);
        t[c] = _mm512_shuffle_f32x4(even01, even23, 0x88);
        t[4 + c] = _mm512_shuffle_f32x4(odd01, odd23, 0x88);
        t[8 + c] = _mm512_shuffle_f32x4(even01, even23, 0xdd);
        t[12 + c] = _mm512_shuffle_f32x4(odd01, odd23, 0xdd);
    }
    for (int i = 0; i < VEC; i++) v[i] = t[i];
}

static inline __m128 vec_fold(vec v)
{
    __m256 half = _mm256_add_ps(_mm512_castps512_ps256(v), _mm512_extractf32x8_ps(v, 1));
    return _mm_add_ps(_mm256_castps256_ps128(half), _mm256_extractf128_ps(half, 1));
}

/* The halves of two vectors added, side by side: one shuffle and one blend for both. */
static inline vec vec_add_halves(vec a, vec b)
{
    return _mm512_add_ps(_mm512_mask_blend_ps(0xff00, a, b), _mm512_shuffle_f32x4(a, b, 0x4e));
}
static inline vec vec_add_quarters(vec a, vec b)
{
    return _mm512_add_ps(_mm512_shuffle_f32x4(a, b, 0x88), _mm512_shuffle_f32x4(a, b, 0xdd));
}
static inline vec vec_sums(const vec v[VEC])
{
    vec t[4], u[2];
    for (int i = 0; i < 4; i++) t[i] = vec_add_quarters(vec_add_halves(v[i], v[i + 4]), vec_add_halves(v[i + 8], v[i + 12]));
    for (int i = 0; i < 2; i++)
        u[i] = _mm512_add_ps(_mm512_mask_blend_ps(0xcccc, t[2 * i], t[2 * i + 1]),
                             _mm512_shuffle_ps(t[2 * i], t[2 * i + 1], 0x4e));
    return _mm512_add_ps(_mm512_shuffle_ps(u[0], u[1], 0x88), _mm512_shuffle_ps(u[0], u[1], 0xdd));
}
#elif defined(__AVX2__)
#include <immintrin.h>
#define VEC 8
typedef __m256 vec;
typedef __m256i vec_mask;
static inline vec_mask vec_first(int64_t n)
{
    return _mm256_cmpgt_epi32(_mm256_set1_epi32(n >= VEC ? VEC : (int)n), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
}
static inline vec vec_all(float x)
{
    return _mm256_set1_ps(x);
}
static inline vec vec_load(const float *p)
{
    return _mm256_loadu_ps(p);
}
static inline void vec_store(float *p, vec v)
{
    _mm256_storeu_ps(p, v);
}
static inline vec vec_load_some(const float *p, vec_mask m)
{
    return _mm256_maskload_ps(p, m);
}
static inline void vec_store_some(float *p, vec v, vec_mask m)
{
    _mm256_maskstore_ps(p, m, v);
}
static inline vec vec_madd(vec a, vec b, vec c)
{
    return _mm256_fmadd_ps(a, b, c);
}
static inline vec vec_add(vec a, vec b)
{
    return _mm256_add_ps(a, b);
}
static inline vec vec_mul(vec a, vec b)
{
    return _mm256_mul_ps(a, b);
}
static inline vec vec_relu(vec x)
{
    return _mm256_andnot_ps(_mm256_cmp_ps(x, _mm256_setzero_ps(), _CMP_LT_OQ), x);
}
static inline vec vec_where_above_0(vec y, vec x)
{
    return _mm256_and_ps(_mm256_cmp_ps(y, _mm256_setzero_ps(), _CMP_NLE_UQ), x);
}
static inline vec vec_where_not_0(vec y, vec x)
{
    return _mm256_and_ps(_mm256_cmp_ps(y, _mm256_setzero_ps(), _CMP_NEQ_UQ), x);
}
static inline uint32_t vec_nonzero(vec x)
{
    return (uint32_t)_mm256_movemask_ps(_mm256_cmp_ps(x, _mm256_setzero_ps(), _CMP_NEQ_UQ));
}
static inline vec vec_keep(vec x, uint32_t bits)
{
    const __m256i each = _mm256_set_epi32(128, 64, 32, 16, 8, 4, 2, 1);
    return _mm256_and_ps(_mm256_castsi256_ps(_mm256_cmpeq_epi32(_mm256_and_si256(_mm256_set1_epi32((int)bits), each), each)), x);
}

static inline void vec_transpose(vec v[VEC])
{
    vec t[VEC];
    for (int i = 0; i < VEC; i += 2) {
        t[i] = _mm256_unpacklo_ps(v[i], v[i + 1]);
        t[i + 1] = _mm256_unpackhi_ps(v[i], v[i + 1]);
    }
    for (int i = 0; i < VEC; i += 4)
        for (int k = 0; k < 2; k++) {
            v[i + 2 * k] = _mm256_shuffle_ps(t[i + k], t[i + k + 2], 0x44);
            v[i + 2 * k + 1] = _mm256_shuffle_ps(t[i + k], t[i + k + 2], 0xee);
        }
    for (int c = 0; c < 4; c++) {
        t[c] = _mm256_permute2f128_ps(v[c], v[4 + c], 0x20);
        t[4 + c] = _mm256_permute2f128_ps(v[c], v[4 + c], 0x31);
    }
    for (int i = 0; i < VEC; i++) v[i] = t[i];
}

static inline __m128 vec_fold(vec v)
{
    return _mm_add_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
}

static inline vec vec_sums(const vec v[VEC])
{
    vec t[4], u[2];
    for (int i = 0; i < 4; i++)
        t[i] = _mm256_add_ps(_mm256_blend_ps(v[i], v[i + 4], 0xf0), _mm256_permute2f128_ps(v[i], v[i + 4], 0x21));
    for (int i = 0; i < 2; i++)
        u[i] = _mm256_add_ps(_mm256_blend_ps(t[2 * i], t[2 * i + 1], 0xcc), _mm256_shuffle_ps(t[2 * i], t[2 * i + 1], 0x4e));
    return _mm256_add_ps(_mm256_shuffle_ps(u[0], u[1], 0x88), _mm256_shuffle_ps(u[0], u[1], 0xdd));
}
#elif defined(TN_NEON)
#include <arm_neon.h>
#define VEC 4
typedef float32x4_t vec;
typedef int64_t vec_mask; /* how many lanes: there are no masked loads */
static inline vec_mask vec_first(int64_t n)
{
    return n >= VEC ? VEC : n > 0 ? n : 0;
}
static inline vec vec_all(float x)
{
    return vdupq_n_f32(x);
}
static inline vec vec_load(const float *p)
{
    return vld1q_f32(p);
}
static inline void vec_store(float *p, vec v)
{
    vst1q_f32(p, v);
}
static inline vec vec_load_some(const float *p, vec_mask m)
{
    const vec none = vdupq_n_f32(0);
    if (m == VEC) return vld1q_f32(p);
    if (m <= 1) return m == 1 ? vld1q_lane_f32(p, none, 0) : none;
    vec v = vcombine_f32(vld1_f32(p), vget_low_f32(none));
    return m == 3 ? vld1q_lane_f32(p + 2, v, 2) : v;
}
static inline void vec_store_some(float *p, vec v, vec_mask m)
{
    if (m == VEC) vst1q_f32(p, v);
    if (m == 2 || m == 3) vst1_f32(p, vget_low_f32(v));
    if (m == 1) vst1q_lane_f32(p, v, 0);
    if (m == 3) vst1q_lane_f32(p + 2, v, 2);
}
static inline vec vec_madd(vec a, vec b, vec c)
{
    return vfmaq_f32(c, a, b);
}
static inline vec vec_add(vec a, vec b)
{
    return vaddq_f32(a, b);
}
static inline vec vec_mul(vec a, vec b)
{
    return vmulq_f32(a, b);
}
static inline vec vec_where(uint32x4_t lanes, vec x)
{
    return vreinterpretq_f32_u32(vandq_u32(lanes, vreinterpretq_u32_f32(x)));
}
static inline uint32x4_t vec_powers(void)
{
    static const uint32_t powers[VEC] = {1, 2, 4, 8};
    return vld1q_u32(powers);
}
static inline vec vec_relu(vec x)
{
    return vbslq_f32(vcltzq_f32(x), vdupq_n_f32(0), x);
}
static inline vec vec_where_above_0(vec y, vec x)
{
    return vec_where(vmvnq_u32(vclezq_f32(y)), x);
}
static inline vec vec_where_not_0(vec y, vec x)
{
    return vec_where(vmvnq_u32(vceqzq_f32(y)), x);
}
static inline uint32_t vec_nonzero(vec x)
{
    return vaddvq_u32(vbicq_u32(vec_powers(), vceqzq_f32(x)));
}
static inline vec vec_keep(vec x, uint32_t bits)
{
    return vec_where(vtstq_u32(vdupq_n_u32(bits), vec_powers()), x);
}

static inline void vec_transpose(vec v[VEC])
{
    vec low01 = vtrn1q_f32(v[0], v[1]), high01 = vtrn2q_f32(v[0], v[1]), low23 = vtrn1q_f32(v[2], v[3]),
        high23 = vtrn2q_f32(v[2], v[3]);
    v[0] = vcombine_f32(vget_low_f32(low01), vget_low_f32(low23));
    v[1] = vcombine_f32(vget_low_f32(high01), vget_low_f32(high23));
    v[2] = vcombine_f32(vget_high_f32(low01), vget_high_f32(low23));
    v[3] = vcombine_f32(vget_high_f32(high01), vget_high_f32(high23));
}

static inline void vec_sum_4(float out[4], const vec v[4])
{
    for (int i = 0; i < 4; i++) out[i] = vaddvq_f32(v[i]);
}

static inline vec vec_sums(const vec v[VEC])
{
    return vpaddq_f32(vpaddq_f32(v[0], v[1]), vpaddq_f32(v[2], v[3]));
}
#else
#define VEC 1
typedef float vec;
typedef bool vec_mask;
static inline vec_mask vec_first(int64_t n)
{
    return n > 0;
}
static inline vec vec_all(float x)
{
    return x;
}
static inline vec vec_load(const float *p)
{
    return *p;
}
static inline void vec_store(float *p, vec v)
{
    *p = v;
}
static inline vec vec_load_some(const float *p, vec_mask m)
{
    return m ? *p : 0;
}
static inline void vec_store_some(float *p, vec v, vec_mask m)
{
    if (m) *p = v;
}
static inline vec vec_madd(vec a, vec b, vec c)
{
    return a * b + c;
} /* two roundings: one would need a slow detour here */
static inline vec vec_add(vec a, vec b)
{
    return a + b;
}
static inline vec vec_mul(vec a, vec b)
{
    return a * b;
}
static inline vec vec_relu(vec x)
{
    return x < 0 ? 0.0f : x;
}
static inline vec vec_where_above_0(vec y, vec x)
{
    return y <= 0 ? 0.0f : x;
}
static inline vec vec_where_not_0(vec y, vec x)
{
    return y != 0 ? x : 0.0f;
}
static inline uint32_t vec_nonzero(vec x)
{
    return x != 0;
}
static inline vec vec_keep(vec x, uint32_t bits)
{
    return bits & 1 ? x : 0.0f;
}
static inline void vec_transpose(vec v[VEC])
{
    (void)v;
}
static inline void vec_sum_4(float out[4], const vec v[4])
{
    memcpy(out, v, 4 * sizeof *out);
}

static inline vec vec_sums(const vec v[VEC])
{
    return v[0];
}
#endif

/* to[i] is not 0 where bit i is set. */
#if defined(__AVX512BW__) && defined(__AVX512VL__)
static inline void bytes_of_bits(uint8_t to[32], uint32_t bits)
{
    _mm256_storeu_si256((__m256i *)(void *)to, _mm256_movm_epi8(bits));
}
#else
static inline void bytes_of_bits(uint8_t to[32], uint32_t bits)
{
    for (int i = 0; i < 4; i++, bits >>= 8, to += 8) {
        uint64_t each = (bits & 0xff) * UINT64_C(0x0101010101010101) & UINT64_C(0x8040201008040201);
        for (int k = 0; k < 8; k++) to[k] = (uint8_t)(each >> 8 * k);
    }
}
#endif

#if VEC > 4
static inline void vec_sum_4(float out[4], const vec v[4])
{
    __m128 a = vec_fold(v[0]), b = vec_fold(v[1]), c = vec_fold(v[2]), d = vec_fold(v[3]);
    _MM_TRANSPOSE4_PS(a, b, c, d);
    _mm_storeu_ps(out, _mm_add_ps(_mm_add_ps(a, b), _mm_add_ps(c, d)));
}
#endif

/* A small matrix turned over: to[c][r] = from[r][c], with zeros in to[c] for r from rows up to `padded`, a multiple of VEC (or of
 * 16, which is one). */
static void turn(float *to, int64_t to_step, const float *from, int64_t from_step, int64_t rows, int64_t columns, int64_t padded)
{
    for (int64_t r = 0; r < padded; r += VEC)
        for (int64_t c = 0; c < columns; c += VEC) {
            vec block[VEC];
            vec_mask in = vec_first(columns - c);
            for (int64_t i = 0; i < VEC; i++)
                block[i] = r + i < rows ? vec_load_some(from + (r + i) * from_step + c, in) : vec_all(0);
            vec_transpose(block);
            for (int64_t i = 0; i < VEC && c + i < columns; i++) vec_store(to + (c + i) * to_step + r, block[i]);
        }
}

/* to[r][c] = from[c][r] for r < rows; whole vectors of from[c] are read. */
static void turn_back(float *to, int64_t to_step, const float *from, int64_t from_step, int64_t rows, int64_t columns)
{
    for (int64_t r = 0; r < rows; r += VEC)
        for (int64_t c = 0; c < columns; c += VEC) {
            vec block[VEC];
            vec_mask in = vec_first(columns - c);
            for (int64_t i = 0; i < VEC; i++) block[i] = c + i < columns ? vec_load(from + (c + i) * from_step + r) : vec_all(0);
            vec_transpose(block);
            for (int64_t i = 0; i < VEC && r + i < rows; i++) vec_store_some(to + (r + i) * to_step + c, block[i], in);
        }
}
