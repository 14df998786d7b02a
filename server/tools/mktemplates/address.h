/* address.h -- what may be written into href, src and their like, so that no value can change where they
 * lead.
 *
 * A value at the beginning is checked when it is printed (html_address); one in the middle is
 * percent-encoded. What is left is the seam between constant text and values, and that is watched here. */
#ifndef TOOLS_MKTEMPLATES_ADDRESS_H
#define TOOLS_MKTEMPLATES_ADDRESS_H

#include "tools/mktemplates/place.h"

/* Constant text, or a value, is written to the address in ${at}. NULL, or why it may not. Does nothing
 * elsewhere. */
const char *address_constant(struct place *at, const char *from, const char *to);
const char *address_value(struct place *at);

#endif
