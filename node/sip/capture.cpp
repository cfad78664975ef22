#include "sip/capture.hpp"

#include <optional>

#include <arpa/inet.h>

#include "base/text.hpp"

namespace sofia::sip {
namespace {

/// Chunk types of vendor 0.
enum class Chunk : std::uint16_t {
    Family = 1,
    Protocol = 2,
    SourceV4 = 3,
    TargetV4 = 4,
    SourceV6 = 5,
    TargetV6 = 6,
    SourcePort = 7,
    TargetPort = 8,
    Seconds = 9,
    Microseconds = 10,
    Kind = 11,
    CaptureId = 12,
    Payload = 15,
};
constexpr std::size_t kHeadBytes = 6;
constexpr std::uint8_t kFamilyV4 = 2;
constexpr std::uint8_t kFamilyV6 = 10;
constexpr std::uint8_t kUdp = 17;
constexpr std::uint8_t kTcp = 6;
constexpr std::uint8_t kSip = 1;
/// Lengths are 16 bits wide.
constexpr std::size_t kMostPayload = 65000;

void put(std::string& packet, std::uint16_t value) {
    packet.push_back(static_cast<char>(value >> 8));
    packet.push_back(static_cast<char>(value & 0xff));
}

void chunk(std::string& packet, Chunk type, std::string_view payload) {
    put(packet, std::uint16_t{0});
    put(packet, static_cast<std::uint16_t>(type));
    put(packet, static_cast<std::uint16_t>(payload.size() + kHeadBytes));
    packet.append(payload);
}

void chunk(std::string& packet, Chunk type, std::uint8_t value) {
    chunk(packet, type, std::string_view(reinterpret_cast<const char*>(&value), 1));
}

void chunk(std::string& packet, Chunk type, std::uint16_t value) {
    std::string bytes;
    put(bytes, value);
    chunk(packet, type, bytes);
}

void chunk(std::string& packet, Chunk type, std::uint32_t value) {
    std::string bytes;
    put(bytes, static_cast<std::uint16_t>(value >> 16));
    put(bytes, static_cast<std::uint16_t>(value & 0xffff));
    chunk(packet, type, bytes);
}

/// The address as the network writes it; empty when it is not of this family.
std::string bytes_of(const std::string& ip, int family) {
    std::string bytes(family == AF_INET ? 4 : 16, '\0');
    return inet_pton(family, ip.c_str(), bytes.data()) == 1 ? bytes : std::string{};
}

}  // namespace

base::Result<CaptureServer> CaptureServer::parse(std::string_view text) {
    const auto wrong = [] {
        return base::fail(base::ErrorKind::Invalid,
                          "udp:IP:PORT, which ;hep=3 and ;capture_id=NUMBER may follow");
    };
    const auto parts = base::split(text, ';');
    if (parts.empty())
        return wrong();
    std::string_view place = parts.front();
    if (!base::iequals(place.substr(0, 4), "udp:"))
        return wrong();
    place.remove_prefix(4);
    const auto colon = place.rfind(':');
    if (colon == std::string_view::npos)
        return wrong();
    CaptureServer server;
    server.ip = place.substr(0, colon);
    if (server.ip.size() > 2 && server.ip.front() == '[' && server.ip.back() == ']')
        server.ip = server.ip.substr(1, server.ip.size() - 2);
    const auto port = base::to_number(place.substr(colon + 1));
    if (!port || *port < 1 || *port > 65535 ||
        (bytes_of(server.ip, AF_INET).empty() && bytes_of(server.ip, AF_INET6).empty()))
        return wrong();
    server.port = static_cast<std::uint16_t>(*port);
    for (std::size_t at = 1; at < parts.size(); ++at) {
        const auto equals = parts[at].find('=');
        const auto name = std::string_view(parts[at]).substr(0, equals);
        const auto number = equals == std::string::npos
                                ? std::nullopt
                                : base::to_number(std::string_view(parts[at]).substr(equals + 1));
        if (base::iequals(name, "capture_id") && number && *number >= 0 && *number <= 0xffffffffLL)
            server.capture_id = static_cast<std::uint32_t>(*number);
        else if (!base::iequals(name, "hep") || number != 3)
            return wrong();
    }
    return server;
}

std::string hep_packet(const CapturedMessage& message, std::uint32_t capture_id) {
    int family = AF_INET;
    auto source = bytes_of(message.from.ip, family);
    if (source.empty()) {
        family = AF_INET6;
        source = bytes_of(message.from.ip, family);
    }
    const auto target = bytes_of(message.to.ip, family);
    if (source.empty() || target.empty())
        return {};
    const bool is_v4 = family == AF_INET;
    const auto since = message.since_1970;

    std::string packet = "HEP3";
    put(packet, std::uint16_t{0});  // The length, known at the end.
    chunk(packet, Chunk::Family, is_v4 ? kFamilyV4 : kFamilyV6);
    chunk(packet, Chunk::Protocol, message.from.is_stream() ? kTcp : kUdp);
    chunk(packet, is_v4 ? Chunk::SourceV4 : Chunk::SourceV6, std::string_view(source));
    chunk(packet, is_v4 ? Chunk::TargetV4 : Chunk::TargetV6, std::string_view(target));
    chunk(packet, Chunk::SourcePort, message.from.port);
    chunk(packet, Chunk::TargetPort, message.to.port);
    chunk(packet, Chunk::Seconds, static_cast<std::uint32_t>(since.count() / 1'000'000));
    chunk(packet, Chunk::Microseconds, static_cast<std::uint32_t>(since.count() % 1'000'000));
    chunk(packet, Chunk::Kind, kSip);
    chunk(packet, Chunk::CaptureId, capture_id);
    chunk(packet, Chunk::Payload, message.text.substr(0, kMostPayload));
    packet[4] = static_cast<char>(packet.size() >> 8);
    packet[5] = static_cast<char>(packet.size() & 0xff);
    return packet;
}

}  // namespace sofia::sip
