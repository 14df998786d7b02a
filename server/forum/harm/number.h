/* number.h -- which numbers in a text are phone numbers, which card numbers. Pure; see private.h for how careful it is. */
#ifndef FORUM_HARM_NUMBER_H
#define FORUM_HARM_NUMBER_H

#include <stdbool.h>
#include <stddef.h>

static inline bool number_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Bytes at ${s}, where a number begins, that are one; 0: none. */
size_t number_card(const char *s);
size_t number_phone(const char *s);
/* Whether the words before ${s} in ${text} say that it is a number of something: an order, a ticket, a serial number. */
bool number_is_named(const char *text, const char *s);

#endif
