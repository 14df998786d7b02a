/* compile.h -- a template becomes C: its views, blocks and values. */
#ifndef TOOLS_MKTEMPLATES_COMPILE_H
#define TOOLS_MKTEMPLATES_COMPILE_H

#include <stdio.h>

struct source;

/* Writes the template as C and as the header of its views. ${header_name} is how the C file includes that
 * header. Mistakes are told and counted in ${s}; then what was written is not to be used. */
void compile(struct source *s, const char *header_name, FILE *c, FILE *h);

#endif
