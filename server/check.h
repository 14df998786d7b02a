/* check.h -- `bothy check`, the doctor: one clear line for everything that must be right. */
#ifndef CHECK_H
#define CHECK_H

struct config;

/* Prints "ok …", "warn …" or "BAD …" lines; 0 if nothing is BAD. */
int check(struct config *c);

#endif
