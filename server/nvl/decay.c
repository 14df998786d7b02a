/* decay.c -- forward decay and the curves; every line of it integers. */
#include "nvl/decay.h"

#include <stdbool.h>
#include <stddef.h>

#include "base/must.h"
#include "nvl/decay_tables.h"
#include "nvl/month.h"

#define LANDMARK_YEAR 2020
#define EARLIEST_YEAR 2005
#define MOST_DOUBLED  105 /* half-lives: B has 21 bits, and a sum wants some above it */

#define WIDE_MOST ((wide_t)(((unsigned __int128)1 << 127) - 1))

int32_t decay_landmark(int32_t earliest_day)
{
	int32_t year = nvl_month_of(earliest_day) / 12;

	if (year > LANDMARK_YEAR)
		year = LANDMARK_YEAR;
	if (year < EARLIEST_YEAR)
		year = EARLIEST_YEAR;
	return nvl_month_start(year * 12);
}

static int32_t fraction(enum nvl_half_life h, int32_t r)
{
	switch (h) {
	case NVL_HELP_DAYS:
		return decay_help[r];
	case NVL_TIE_DAYS:
		return decay_tie[r];
	case NVL_ASK_DAYS:
		return decay_ask[r];
	}
	must(!"a half-life we have");
}

wide_t decay_factor(enum nvl_half_life h, int32_t k)
{
	if (k < 0)
		k = 0;
	must(k / (int32_t)h <= MOST_DOUBLED);
	return (wide_t)fraction(h, k % (int32_t)h) << (k / (int32_t)h);
}

/* ⌊1000·sum / (B·2^s)⌋ = ⌊⌊1000·sum / 2^s⌋ / B⌋; the sum is cut in two at bit s, so that a thousand times it need not fit. */
int64_t decay_value(enum nvl_half_life h, wide_t sum, int32_t k)
{
	int32_t s, b;
	wide_t high, low, v;

	if (k < 0)
		k = 0;
	s = k / (int32_t)h;
	must(sum >= 0 && s <= MOST_DOUBLED);
	b = fraction(h, k % (int32_t)h);
	high = sum >> s;
	low = sum - (high << s);
	must(high <= INT64_MAX);
	v = high * 1000 + (low * 1000 >> s);
	if (v <= INT64_MAX)
		return (int64_t)v / b; /* nearly always, and ten times as fast */
	v /= b;
	must(v <= INT64_MAX);
	return (int64_t)v;
}

#define PAIR_HALF  3000000 /* µhe: a pair with this much help is worth half of the most it can be */
#define TIE_HALF   2000000
#define FOUND_HALF 50000000
#define ONE	   1000000

int64_t nvl_phi(int64_t a)
{
	must(a >= 0);
	return (int64_t)((wide_t)(ONE + PAIR_HALF) * a / ((wide_t)a + PAIR_HALF));
}

int64_t nvl_tie_strength(int64_t x, int64_t y)
{
	wide_t s = (wide_t)x + y + (x < y ? x : y);

	must(x >= 0 && y >= 0);
	return (int64_t)(s * ONE / (s + TIE_HALF));
}

int64_t nvl_found_value(int64_t n)
{
	must(n >= 0);
	return (int64_t)((wide_t)ONE * n / ((wide_t)n + FOUND_HALF));
}

/* ⌊phi·part / sum⌋ without phi·part, which may not fit: part = q·sum + r, and phi·r / sum by long division, one bit of phi at a time. */
static int64_t share_up_to(int64_t phi, wide_t part, wide_t sum)
{
	wide_t whole = part / sum, r = part % sum, q = 0, rest = 0;
	int bit;

	if (!__builtin_mul_overflow(r, (wide_t)phi, &rest))
		return (int64_t)(whole * phi + rest / sum);
	must(sum <= WIDE_MOST >> 2);
	for (rest = 0, bit = 62; bit >= 0; bit--) {
		rest = 2 * rest + (phi >> bit & 1 ? r : 0);
		q = 2 * q + rest / sum;
		rest %= sum;
	}
	return (int64_t)(whole * phi + q);
}

int64_t nvl_share(int64_t phi, wide_t sum, wide_t total, wide_t own)
{
	must(phi >= 0 && sum >= 0 && total >= 0 && total >= own);
	if (sum == 0 || own == 0)
		return 0;
	return share_up_to(phi, total, sum) - share_up_to(phi, total - own, sum);
}

char *wide_text(wide_t x, char out[41])
{
	unsigned __int128 u = x < 0 ? -(unsigned __int128)x : (unsigned __int128)x;
	char digits[40];
	size_t n = 0, i = 0;

	do
		digits[n++] = (char)('0' + (int)(u % 10));
	while ((u /= 10));
	if (x < 0)
		out[i++] = '-';
	while (n)
		out[i++] = digits[--n];
	out[i] = 0;
	return out;
}

bool wide_read(const char *s, wide_t *out)
{
	bool negative = *s == '-';
	wide_t x = 0;

	s += negative;
	if (!*s)
		return false;
	for (; *s; s++) /* downwards: there is one more negative number than positive ones */
		if (*s < '0' || *s > '9' || __builtin_mul_overflow(x, (wide_t)10, &x) ||
			__builtin_sub_overflow(x, (wide_t)(*s - '0'), &x))
			return false;
	if (!negative && x < -WIDE_MOST)
		return false;
	*out = negative ? x : -x;
	return true;
}
