/* version.h -- which Bothy this is: what VERSION says, and the commit it was built of where that is known. Not told to guests. */
#ifndef BASE_VERSION_H
#define BASE_VERSION_H

extern const char bothy_version[]; /* "0.9+1a2b3c4d5e" */

#endif
