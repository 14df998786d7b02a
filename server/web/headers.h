/* headers.h -- the security headers that stand on every answer; the one place where the policy is written. */
#ifndef WEB_HEADERS_H
#define WEB_HEADERS_H

/* Header lines, each ending in CRLF: content security policy, nosniff, referrer, opener and resources. */
extern const char headers_security[];
/* Added where the site's address is https. */
extern const char headers_tls[];

#endif
