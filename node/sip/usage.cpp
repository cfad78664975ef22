#include "sip/usage.hpp"

namespace sofia::sip {

bool ends_subscription(int status) noexcept {
    switch (status) {
        case 404:
        case 405:
        case 408:
        case 410:
        case 416:
        case 480:
        case 481:
        case 482:
        case 483:
        case 484:
        case 485:
        case 489:
        case 501:
        case 604:
            return true;
        default:
            return false;
    }
}

}  // namespace sofia::sip
