/* Polynomial 0x1EDC6F41, reflected 0x82F63B78; RFC 3720, appendix B.4 has test values. Four bits a step: the table needs no
 * initialisation at run time, and journals are far slower to sync than to sum. */
#include "study/crc32c.h"

static const uint32_t nibble[16] = {
    0x00000000, 0x105EC76F, 0x20BD8EDE, 0x30E349B1, 0x417B1DBC, 0x5125DAD3, 0x61C69362, 0x7198540D,
    0x82F63B78, 0x92A8FC17, 0xA24BB5A6, 0xB21572C9, 0xC38D26C4, 0xD3D3E1AB, 0xE330A81A, 0xF36E6F75,
};

uint32_t tn__crc32c(const void *bytes, size_t length)
{
    const uint8_t *next = bytes;
    uint32_t crc = 0xFFFFFFFFu;
    for (size_t i = 0; i < length; i++) {
        crc ^= next[i];
        crc = (crc >> 4) ^ nibble[crc & 15];
        crc = (crc >> 4) ^ nibble[crc & 15];
    }
    return ~crc;
}
