extern "C" void CALL_FIRST();
#ifdef CALL_SECOND
extern "C" void CALL_SECOND();
#endif

int main() {
  CALL_FIRST();
#ifdef CALL_SECOND
  CALL_SECOND();
#endif
}
