// The same from C++: handles that free themselves, failures as exceptions.
#include <jingwu/jingwu.h>

#include <cstdio>
#include <memory>
#include <stdexcept>
#include <string>

namespace
{

void check(jw_status status, const jw_error &err)
{
    if (status != JW_OK)
        throw std::runtime_error(std::string(jw_status_name(status)) + ": " + err.message);
}

struct release {
    void operator()(jw_context *context) const { jw_context_free(context); }
    void operator()(jw_store *store) const { jw_store_free(store); }
    void operator()(jw_table *table) const { jw_table_free(table); }
};
template <typename T> using owned = std::unique_ptr<T, release>;

owned<jw_context> make_context()
{
    jw_error err = JW_ERROR_INIT;
    jw_context *context = nullptr;
    check(jw_context_new(nullptr, &context, &err), err);
    return owned<jw_context>(context);
}

owned<jw_store> open_store(jw_context *context, const std::string &uri)
{
    jw_error err = JW_ERROR_INIT;
    jw_store *store = nullptr;
    check(jw_store_open(context, uri.c_str(), nullptr, &store, &err), err);
    return owned<jw_store>(store);
}

void run()
{
    jw_error err = JW_ERROR_INIT;
    owned<jw_context> context = make_context();
    owned<jw_store> store = open_store(context.get(), "memory:");
    check(jw_store_add_district(store.get(), "610803", "Hengshan", 28800, &err), err);
    jw_table *table = nullptr;
    check(jw_coverage(store.get(), nullptr, jw_date_make(2020, 10, 31), &table, &err), err);
    owned<jw_table> coverage(table);
    std::printf("libjingwu %s from C++: %ld rows of coverage\n", jw_version(),
                static_cast<long>(jw_table_rows(coverage.get())));
}

} // namespace

int main()
{
    try {
        run();
    } catch (const std::exception &failure) {
        std::fprintf(stderr, "%s\n", failure.what());
        return 1;
    }
    return 0;
}
