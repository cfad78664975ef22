#include "registrar/connection_watch.hpp"

#include <gtest/gtest.h>

namespace sofia::registrar {
namespace {

model::Registration on(const std::string& transport) {
    model::Registration binding;
    binding.network_proto = transport;
    return binding;
}

TEST(AClosedConnection, EndsTheBindingThatCameOverIt) {
    for (const auto* transport : {"tcp", "tls"}) {
        EXPECT_TRUE(ends_with_connection(on(transport), false));
        EXPECT_FALSE(ends_with_connection(on(transport), true));
    }
}

TEST(AClosedConnection, IsNothingToAPhoneOnUdp) {
    EXPECT_FALSE(ends_with_connection(on("udp"), false));
}

TEST(AClosedConnection, OfTheProcessBeforeEndsNothing) {
    auto binding = on("tcp");
    binding.epoch = base::Epoch{7};
    EXPECT_FALSE(ends_with_connection(binding, false));
}

TEST(AClosedConnection, OfAProxyEndsNothing) {
    auto binding = on("tcp");
    binding.path = "<sip:edge.example;lr>";
    EXPECT_FALSE(ends_with_connection(binding, false));
}

}  // namespace
}  // namespace sofia::registrar
