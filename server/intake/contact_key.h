/* contact_key.h -- e-mail addresses, phone and account numbers in the form they are compared by. Pure. */
#ifndef INTAKE_CONTACT_KEY_H
#define INTAKE_CONTACT_KEY_H

struct arena;

/* ${kind} is "email", "phone", "account" or "address", as in crm.contact. An e-mail address becomes what community.login compares by; a
 * phone number "+442079460150" (${country} is the calling code of numbers without one: "44"; "" leaves those as bare digits); an
 * account number capitals and digits without what people put between; an address lower case without punctuation. NULL: ${value} is none. */
const char *contact_key(struct arena *a, const char *kind, const char *value, const char *country);

#endif
