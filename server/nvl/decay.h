/* decay.h -- forward decay and the curves of the Network Value Ledger (../shared/design/REPUTATION.md, section 2). Integers only;
 * an overflow is our own error (must), decades away.
 *
 * A credit c of day d adds c·L(d) to a sum once; the sum's value on day D is 1000·sum / L(D), so nothing is touched as time
 * passes (Cormode et al., ICDE 2009). */
#ifndef NVL_DECAY_H
#define NVL_DECAY_H

#include <stdint.h>

typedef __int128 wide_t;

enum nvl_half_life { NVL_HELP_DAYS = 365, NVL_TIE_DAYS = 180, NVL_ASK_DAYS = 90 };

/* The landmark for a ledger whose earliest act is of ${earliest_day} (days since 1970): 2020-01-01, or 1 January of that act's year if
 * earlier, but not before 2005: sums of ties fit until 44 years after it. What is older counts as if it were of that day. */
int32_t decay_landmark(int32_t earliest_day);
/* L(k): ⌊2^20 · 2^(r/H)⌋ << ⌊k/H⌋ with r = k mod H, for ${k} days after the landmark; before it, L(0). Exactly doubles every H days. */
wide_t decay_factor(enum nvl_half_life h, int32_t k);
/* ⌊1000 · sum / L(k)⌋: milli-he (or milli-visitors) summed with their factors → µ on day ${k}. */
int64_t decay_value(enum nvl_half_life h, wide_t sum, int32_t k);

/* φ(A) = 4A/(A+3) he: what all help of one member for another is worth; µhe → µhe, below 4 he. */
int64_t nvl_phi(int64_t a);
/* S/(S+2) with S = x + y + min(x, y): strength of a tie in millionths. */
int64_t nvl_tie_strength(int64_t x, int64_t y);
/* n/(n+50) he: what an answer found by ${n} millionths of visitors is worth, µhe. */
int64_t nvl_found_value(int64_t n);
/* The share of a row of credit in its pair's value ${phi}, cut with cumulative rounding so that the shares of a pair sum exactly to it:
 * ⌊phi·total/sum⌋ − ⌊phi·(total − own)/sum⌋, where ${own} = c·L(day). 0 if ${sum} is 0. */
int64_t nvl_share(int64_t phi, wide_t sum, wide_t total, wide_t own);

/* Decimal digits of ${x} into ${out} (41 bytes), for numeric columns; and back (false: not a number that fits). */
char *wide_text(wide_t x, char out[41]);
_Bool wide_read(const char *s, wide_t *out);

#endif
