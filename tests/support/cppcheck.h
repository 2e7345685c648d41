/* cppcheck.h: what cppcheck, which reads no headers of the system, must know of them. */
#define json_array_foreach(array, index, value) for (index = 0; (value = json_array_get(array, index)); index++)
#define json_object_foreach(object, key, value) for (key = ""; (value = json_object_get(object, key));)
