/* idn.h -- domain names beyond ASCII (IDNA 2008); the only idn2.h. */
#ifndef BASE_IDN_H
#define BASE_IDN_H

struct arena;

/* ${domain} as a host name in lower-case ASCII, "xn--" where it must be; the result lives in ${a}. NULL if it
 * is none: empty or over-long labels, other characters than letters, digits and inner hyphens, a last label
 * of digits (an address), a dot at the end, more than 253 bytes. */
const char *idn_ascii(struct arena *a, const char *domain);

#endif
